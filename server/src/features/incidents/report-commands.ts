import { can } from '@one-centre/shared/access'
import { enter, judgeIncident } from '@one-centre/shared/incident-machine'
import type { Incident } from '@one-centre/shared/incidents'
import { isRefusal, refuse, type Refusal } from '@one-centre/shared/refusals'
import {
  answerReport,
  reportId,
  submitReport,
  type Place,
  type Report,
  type ReportContact,
} from '@one-centre/shared/reports'
import type { ParamsOf } from '@one-centre/shared/contract'
import { fromIso, MINUTE } from '@one-centre/shared/time'
import { accept, changed, handleCommand, type Change, type CommandContext } from '../../kernel/handler.ts'
import { calendarOf } from '../clocks/index.ts'
import { matterKind } from '../matters/index.ts'
import { incidentKind, reportKind } from './kinds.ts'
import { locate } from './place.ts'
import { incidentNumber, maskContact, openDraft, titleOf } from './rules.ts'
import { incidentTouch, settle, type Context } from './settle.ts'
import { saveContacts } from './store.ts'

type Params = ParamsOf<typeof submitReport>
type Submission = CommandContext<Params>

/** Phones' clocks may run ahead by this much. */
const CLOCK_SKEW = 5 * MINUTE

export const submit = handleCommand({
  contract: submitReport,
  numbers: 'incident',
  touches: (params, { township }) => [
    { kind: reportKind, id: reportId(township, params.source, params.sourceId), expect: 'any' },
    params.joinIncidentId === null
      ? { kind: incidentKind, id: params.incidentId, expect: 'any' }
      : incidentTouch(params.joinIncidentId),
  ],
  decide: context => {
    const { params, entities, township } = context
    const id = reportId(township, params.source, params.sourceId)
    const before = entities.find(reportKind, id)
    if (before !== undefined) {
      const incidentId = before.incidentId ?? params.incidentId
      return { ...accept([], { reportId: id, incidentId, duplicate: true }), extra: null }
    }
    const place = placeOf(context)
    if (isRefusal(place)) return place

    const report = newReport(context, place)
    const incident = params.joinIncidentId === null ? open(context, report) : join(context, report)
    if (isRefusal(incident)) return incident
    const changes = [
      changed(reportKind, 'report.received', { ...report, incidentId: incident.after.id }),
      ...incident.changes,
    ]
    const answer = { reportId: id, incidentId: incident.after.id, duplicate: false }
    return { ...accept(changes, answer), extra: params.reporter }
  },
  saveAll: async (reader, all: readonly { extra: ReportContact | null; context: Submission }[]) => {
    const contacts = all.flatMap(({ extra, context: { township, params } }) =>
      extra === null
        ? []
        : [{ ...extra, township, reportId: reportId(township, params.source, params.sourceId) }],
    )
    await saveContacts(reader, contacts)
  },
})

function placeOf(context: Submission): Place | Refusal {
  const { params, reference, now } = context
  if (params.happenedAt !== null && fromIso(params.happenedAt) > fromIso(now) + CLOCK_SKEW) {
    return refuse('reports.happens-later', { happenedAt: params.happenedAt })
  }
  if (params.matterId !== null && reference.find(matterKind, params.matterId) === undefined) {
    return refuse('reports.matter-unknown', { matterId: params.matterId })
  }
  return locate(params.place, reference)
}

function newReport(context: Submission, place: Place): Report {
  const { params, township, actor, now } = context
  return {
    id: reportId(township, params.source, params.sourceId),
    township,
    version: 0,
    source: params.source,
    sourceId: params.sourceId,
    text: params.text,
    matterId: params.matterId,
    place,
    happenedAt: params.happenedAt,
    receivedAt: now,
    reporterMasked: maskContact(params.reporter),
    personId: actor.personId,
    incidentId: null,
    answer: null,
    answeredAt: null,
    photos: params.photos,
  }
}

interface Landed {
  readonly after: Incident
  readonly changes: readonly Change[]
}

function open(context: Submission, report: Report): Landed | Refusal {
  const { params, entities, reference, actor, now } = context
  const draft = entities.find(incidentKind, params.incidentId)
  if (draft !== undefined) {
    const facts = { incident: draft, tasks: [], actor, now }
    if (judgeIncident('report', facts) !== null) return refuse('reports.not-your-draft', {})
  }
  const matter = params.matterId === null ? undefined : reference.find(matterKind, params.matterId)
  const opened = openDraft({
    id: params.incidentId,
    township: context.township,
    title: draft?.title ?? titleOf(params.text),
    description: params.text,
    level: matter?.level ?? 3,
    matterId: params.matterId,
    place: report.place,
    source: params.source,
    openedBy: actor.personId,
    photos: params.photos,
  })
  const number = incidentNumber(now, calendarOf(reference).offset, context.nextNumber())
  const after = enter(
    { ...opened, version: draft?.version ?? 0, number, reportIds: [report.id] },
    'reported',
    now,
  )
  return { after, changes: settle(context, { type: 'incident.reported', after }) }
}

function join(context: Submission, report: Report): Landed | Refusal {
  const { params, entities, actor, now } = context
  const incident = entities.get(incidentKind, params.joinIncidentId!)
  if (judgeIncident('join', { incident, tasks: [], actor, now }) !== null) {
    return refuse('reports.join-closed', { state: incident.state })
  }
  const after = { ...incident, reportIds: [...incident.reportIds, report.id] }
  return { after, changes: [changed(incidentKind, 'incident.joined', after, { reportId: report.id })] }
}

/** Every report that still waits gets this answer (L-22); the command must have touched them. */
export function answerReports(context: Context, incident: Incident, words: string): readonly Change[] {
  return incident.reportIds
    .map(id => context.entities.find(reportKind, id))
    .filter(report => report !== undefined && report.answeredAt === null)
    .map(report =>
      changed(reportKind, 'report.answered', { ...report!, answer: words, answeredAt: context.now }),
    )
}

/** The reporters wait for an answer again; what they were told stays in the journal. */
export function askAgain(context: Context, incident: Incident): readonly Change[] {
  return incident.reportIds
    .map(id => context.entities.find(reportKind, id))
    .filter(report => report !== undefined && report.answeredAt !== null)
    .map(report => changed(reportKind, 'report.reopened', { ...report!, answer: null, answeredAt: null }))
}

export const answer = handleCommand({
  contract: answerReport,
  touches: params => [{ kind: reportKind, id: params.reportId, expect: 'there' }],
  decide: ({ params, entities, actor, township, now }) => {
    if (!can(actor, 'incidents.intake', township))
      return refuse('incidents.needs-role', { permission: 'incidents.intake' })
    const report = entities.get(reportKind, params.reportId)
    if (report.answeredAt !== null) return refuse('reports.already-answered', { at: report.answeredAt })
    const after = { ...report, answer: params.text, answeredAt: now }
    return accept([changed(reportKind, 'report.answered', after)], { reportId: report.id })
  },
})
