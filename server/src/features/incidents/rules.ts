import type { Incident, Note } from '@one-centre/shared/incidents'
import type { ReportContact, Report, Place } from '@one-centre/shared/reports'
import type { Level } from '@one-centre/shared/matters'
import type { Id } from '@one-centre/shared/ids'
import type { Iso } from '@one-centre/shared/time'

/** Who sees an incident (L-36): a draft its writer alone; any other the centre, the room, its bodies, teams and its reporter. */
export function incidentAudience(incident: Incident): readonly string[] {
  const own = incident.openedBy === null ? [] : [`person:${incident.openedBy}`]
  if (incident.state === 'draft') return own
  const scopes = new Set(['duty', 'room', ...own])
  const bodies = [incident.leadOrganisationId, ...incident.assistingOrganisationIds]
  if (incident.handover?.confirmed?.agreed === true && incident.handover.received?.accepted !== false) {
    bodies.push(incident.handover.toOrganisationId)
  }
  for (const body of bodies) if (body !== null) scopes.add(`body:${body}`)
  for (const team of incident.teamIds) scopes.add(`team:${team}`)
  const checker = incident.state === 'checking' ? (incident.check?.personId ?? null) : null
  if (checker !== null) scopes.add(`person:${checker}`)
  return [...scopes]
}

export function noteAudience(note: Note): readonly string[] {
  return [
    'duty',
    ...note.toOrganisationIds.map(one => `body:${one}`),
    ...note.toTeamIds.map(one => `team:${one}`),
  ]
}

export function reportAudience(report: Report): readonly string[] {
  return report.personId === null ? ['duty'] : ['duty', `person:${report.personId}`]
}

/** Whether these scopes reach the incident through the wall alone. */
export function isForTheRoom(incident: Incident, scopes: ReadonlySet<string>): boolean {
  return !incidentAudience(incident).some(scope => scope !== 'room' && scopes.has(scope))
}

/** What hangs on a wall for anyone to read: where, what kind, how far; no words a person wrote (F-11). */
export function withoutWords(incident: Incident): Incident {
  return {
    ...incident,
    title: incident.stamps.filedAt === null ? (incident.number ?? '—') : incident.title,
    description: '',
    place: { ...incident.place, address: '' },
    openedBy: null,
    photos: [],
    stagePhotos: [],
    check: null,
    decline: null,
    returns: incident.returns.map(one => ({ ...one, basis: '—' })),
    designated: incident.designated === null ? null : { ...incident.designated, reason: '—' },
    verifications: incident.verifications.map(one => ({ ...one, note: '', photos: [] })),
    extensions: [],
    suspension: null,
    merge: null,
    handover: null,
    completion: null,
    callBack: null,
    reopened: incident.reopened.map(one => ({ ...one, reason: '—' })),
    ended: null,
  }
}

/** `王**` and `138****1234`; the middle of a short number is hidden whole. */
export function maskContact(contact: ReportContact | null): Report['reporterMasked'] {
  if (contact === null) return null
  const name = contact.name.trim()
  return { name: name === '' ? '' : `${Array.from(name)[0] ?? ''}**`, phone: maskPhone(contact.phone) }
}

function maskPhone(phone: string): string {
  const bare = phone.replaceAll(/\s/g, '')
  if (bare.length >= 8) return `${bare.slice(0, 3)}****${bare.slice(-4)}`
  return bare === '' ? '' : '****'
}

/** The first line of what was said, until intake gives the incident a title. */
export function titleOf(words: string): string {
  const line = words.trim().split('\n')[0] ?? ''
  const letters = Array.from(line)
  return letters.length <= 40 ? line : `${letters.slice(0, 39).join('')}…`
}

/** `SJ-2026-000123`: the year is the county's. */
export function incidentNumber(now: Iso, offsetMilliseconds: number, count: number): string {
  const year = new Date(Date.parse(now) + offsetMilliseconds).getUTCFullYear()
  return `SJ-${year}-${String(count).padStart(6, '0')}`
}

export interface Opening {
  readonly id: Id<'incident'>
  readonly township: Id<'organisation'>
  readonly title: string
  readonly description: string
  readonly level: Level
  readonly matterId: Id<'matter'> | null
  readonly place: Place
  readonly source: Incident['source']
  readonly openedBy: Id<'person'> | null
  readonly photos: Incident['photos']
}

/** A draft with nothing decided yet; version 0, as the kernel expects of what is new. */
export function openDraft(opening: Opening): Incident {
  return {
    ...opening,
    version: 0,
    number: null,
    state: 'draft',
    reportIds: [],
    stamps: {
      reportedAt: null,
      checkedAt: null,
      filedAt: null,
      dispatchedAt: null,
      deliveredAt: null,
      acceptedAt: null,
      arrivedAt: null,
      handledAt: null,
      verifiedAt: null,
      closedAt: null,
      archivedAt: null,
    },
    endedAt: null,
    dueBy: null,
    handleBy: null,
    onTime: null,
    leadOrganisationId: null,
    assistingOrganisationIds: [],
    handlerOrganisationIds: [],
    teamIds: [],
    dispatchedFirst: false,
    cycle: 1,
    stage: 1,
    stages: 1,
    stagePhotos: [],
    check: null,
    decline: null,
    returns: [],
    designated: null,
    reworkCount: 0,
    verifications: [],
    extensions: [],
    suspension: null,
    masterId: null,
    merge: null,
    mergedFrom: [],
    handover: null,
    completion: null,
    callBack: null,
    reopened: [],
    ended: null,
    timers: [],
    imported: false,
  }
}
