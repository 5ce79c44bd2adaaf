import type { Incident, Note } from '@one-centre/shared/incidents'
import type { Report } from '@one-centre/shared/reports'
import { defineKind } from '../../kernel/kinds.ts'
import { incidentAudience, isForTheRoom, noteAudience, reportAudience, withoutWords } from './rules.ts'

export const incidentKind = defineKind<Incident>({
  name: 'incident',
  table: 'incidents',
  rootKind: 'incident',
  rootId: incident => incident.id,
  audience: incidentAudience,
  project: (incident, scopes) => (isForTheRoom(incident, scopes) ? withoutWords(incident) : incident),
  snapshotWhere: '(ended_at is null or ended_at > $2)',
  finished: incident => incident.endedAt,
  reference: false,
})

export const noteKind = defineKind<Note>({
  name: 'note',
  table: 'notes',
  rootKind: 'incident',
  rootId: note => note.incidentId,
  audience: noteAudience,
  snapshotWhere: 'root_id in (select id from incidents where ended_at is null or ended_at > $2)',
  finished: 'with-root',
  reference: false,
})

export const reportKind = defineKind<Report>({
  name: 'report',
  table: 'reports',
  rootKind: 'report',
  rootId: report => report.id,
  audience: reportAudience,
  snapshotWhere: '(answered_at is null or answered_at > $2)',
  finished: report => report.answeredAt,
  reference: false,
})
