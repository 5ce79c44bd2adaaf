import { dueAt, startClock } from '@one-centre/shared/clocks'
import type { Incident } from '@one-centre/shared/incidents'
import type { Limit } from '@one-centre/shared/matters'
import type { Iso } from '@one-centre/shared/time'
import { toIso } from '@one-centre/shared/time'
import { calendarOf } from '../features/clocks/index.ts'
import { openDraft } from '../features/incidents/index.ts'
import { gridsAt } from '../features/organisations/index.ts'
import type { Reference } from '../kernel/handler.ts'
import type { PastIncident } from './history.ts'
import { demoId } from './load-identity.ts'
import { localDay } from './local-time.ts'
import type { CountyPlan } from './plan.ts'

/** The older system signs for everything it hands over. */
const OLDER_SYSTEM = { id: 'demo', name: '历史数据' }

const SOURCES = {
  grid_worker: 'field',
  hotline: 'hotline',
  citizen: 'citizen',
  patrol: 'patrol',
  camera: 'sensor',
  upstream: 'upstream',
} as const satisfies Record<PastIncident['source'], Incident['source']>

/** In the order of the plan, so that the same chunk always holds the same incidents. */
export function historyByTownship(
  past: readonly PastIncident[],
): ReadonlyMap<string, readonly PastIncident[]> {
  const byTownship = new Map<string, PastIncident[]>()
  for (const incident of past) {
    const list = byTownship.get(incident.township)
    if (list === undefined) byTownship.set(incident.township, [incident])
    else list.push(incident)
  }
  return byTownship
}

/** `LS-2026-000123` (历史): never the number of an incident that lived here. */
function numberOf(past: PastIncident): string {
  return `LS-${localDay(past.reportedAt).year}-${past.key.slice(-6)}`
}

/** A past incident as an archived one. Its handling limit is reckoned by the same calendar as a live one's. */
export function incidentOf(past: PastIncident, plan: CountyPlan, reference: Reference): Incident {
  const { seed } = plan
  const matter = plan.matters.find(each => each.key === past.matter)!
  const draft = openDraft({
    id: demoId(seed, past.key),
    township: demoId(seed, past.township),
    title: `${past.place}${matter.name}`,
    description: past.text,
    level: past.level,
    matterId: demoId(seed, past.matter),
    place: {
      address: past.place,
      position: past.at,
      gridIds: gridsAt(reference, past.at).grids.map(grid => grid.id),
      located: 'point',
    },
    source: SOURCES[past.source],
    openedBy: null,
    photos: [],
  })
  const handleBy = limitOf(past, draft, matter.limits.handling, plan, reference)
  const lead = demoId<'organisation'>(seed, past.leadOrganisation)
  return {
    ...draft,
    number: numberOf(past),
    state: 'archived',
    stamps: stampsOf(past),
    endedAt: toIso(past.closedAt),
    handleBy,
    onTime: toIso(past.handledAt) <= handleBy,
    leadOrganisationId: lead,
    handlerOrganisationIds: [lead],
    stages: matter.stages,
    stage: matter.stages,
    version: 1,
    imported: true,
    ...courseOf(past, lead, demoId(seed, `${past.township}/inspection`)),
  }
}

function limitOf(
  past: PastIncident,
  { id, township }: Incident,
  limit: Limit,
  { seed }: CountyPlan,
  reference: Reference,
): Iso {
  const calendar = calendarOf(reference)
  const clock = startClock({
    id: demoId(seed, `${past.key}/clock`),
    township,
    incidentId: id,
    step: 'handling',
    stage: 1,
    cycle: 1,
    limit,
    calendarVersion: calendar.version,
    startedFor: null,
    now: toIso(past.dispatchedAt),
    why: 'dispatched',
    by: OLDER_SYSTEM.id,
  })
  return dueAt(clock, calendar, 1) ?? toIso(past.handledAt)
}

function stampsOf(past: PastIncident): Incident['stamps'] {
  return {
    reportedAt: toIso(past.reportedAt),
    checkedAt: null,
    filedAt: toIso(past.filedAt),
    dispatchedAt: toIso(past.dispatchedAt),
    deliveredAt: null,
    acceptedAt: toIso(past.acceptedAt),
    arrivedAt: toIso(past.arrivedAt),
    handledAt: toIso(past.handledAt),
    verifiedAt: toIso(past.closedAt),
    closedAt: toIso(past.closedAt),
    archivedAt: toIso(past.closedAt),
  }
}

type Body = NonNullable<Incident['leadOrganisationId']>

/** What became of it beside the stamps: returns, rework, the verdict, the call-back. */
function courseOf(
  past: PastIncident,
  lead: Body,
  verifier: Body,
): Pick<Incident, 'returns' | 'reworkCount' | 'verifications' | 'callBack'> {
  const signed = (at: number): { at: Iso; by: typeof OLDER_SYSTEM } => ({ at: toIso(at), by: OLDER_SYSTEM })
  const verdict = (passed: boolean): Incident['verifications'][number] => ({
    ...signed(passed ? past.closedAt : past.handledAt),
    cycle: 1,
    organisationId: verifier,
    passed,
    note: '',
    photos: [],
  })
  return {
    returns: Array.from({ length: past.returns }, () => ({
      ...signed(past.dispatchedAt),
      organisationId: lead,
      reason: 'not-competent' as const,
      basis: '历史数据',
    })),
    reworkCount: past.rework,
    verifications: [...Array.from({ length: past.rework }, () => verdict(false)), verdict(true)],
    callBack:
      past.satisfaction === undefined
        ? null
        : {
            ...signed(past.closedAt),
            reached: true,
            resolved: past.satisfaction !== 'dissatisfied',
            satisfaction: past.satisfaction,
            note: '',
          },
  }
}
