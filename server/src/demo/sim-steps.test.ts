import { newId } from '@one-centre/shared/ids'
import type { Incident, IncidentState } from '@one-centre/shared/incidents'
import type { Task, TaskState } from '@one-centre/shared/tasks'
import { expect, test } from 'vitest'
import { openDraft } from '../features/incidents/index.ts'
import { dispatchOf, type Advice } from './sim-commands.ts'
import { Replica } from './sim-replica.ts'
import { lengthMetres, placeAlong } from './sim-routes.ts'
import { nextSteps, type Step } from './sim-steps.ts'

const now = '2026-11-23T08:00:00.000Z'
const body = newId<'organisation'>()

function incident(state: IncidentState, more: Partial<Incident> = {}): Incident {
  const draft = openDraft({
    id: newId(),
    township: newId(),
    title: '路灯不亮',
    description: '',
    level: 3,
    matterId: newId(),
    place: { address: '', position: { lon: 104, lat: 30 }, gridIds: [], located: 'point' },
    source: 'field',
    openedBy: null,
    photos: [],
  })
  return { ...draft, version: 1, state, leadOrganisationId: body, ...more }
}

function task(of: Incident, state: TaskState): Task {
  const time = { deviceAt: null, serverAt: now }
  return {
    id: newId(),
    township: of.township,
    version: 1,
    incidentId: of.id,
    cycle: 1,
    teamId: newId(),
    openTeamId: newId(),
    organisationId: body,
    leadOrganisationId: body,
    role: 'lead',
    mandatory: true,
    state,
    assignedBy: { id: 'x', name: 'x' },
    note: '',
    queueReason: null,
    overrideReason: null,
    times: {
      assigned: time,
      delivered: null,
      read: null,
      accepted: null,
      enRoute: null,
      onScene: null,
      working: null,
      done: state === 'done' ? time : null,
      released: null,
    },
    corrections: [],
    reservedFor: null,
    ending: null,
    endedAt: null,
    replacedByTaskId: null,
    waived: null,
    result: '',
    photos: [],
  }
}

const acts = (of: Incident, tasks: readonly Task[] = [], seed = 7): readonly Step['act'][] =>
  nextSteps(of, tasks, { seed, now }).map(step => step.act)

/** The share of many incidents that go a certain way. */
function shareOf(act: Step['act'], make: () => Incident): number {
  const many = Array.from({ length: 2_000 }, make)
  return many.filter(one => acts(one).includes(act)).length / many.length
}

test('DM-23 the same incident in the same version always gets the same answer', () => {
  const one = incident('reported')

  expect(nextSteps(one, [], { seed: 7, now })).toEqual(nextSteps(one, [], { seed: 7, now }))
})

test.each([
  ['filed', 'dispatch', 'dispatcher'],
  ['returned', 'redispatch', 'dispatcher'],
] as const)('DM-23 %s: the next step is to %s', (state, act, role) => {
  expect(nextSteps(incident(state), [], { seed: 7, now })).toMatchObject([{ act, by: { role } }])
})

test.each([
  ['assigned', 'accept-task'],
  ['accepted', 'depart'],
  ['en_route', 'arrive'],
  ['on_scene', 'start'],
  ['working', 'finish'],
] as const)('DM-23 a team whose task is %s will %s', (state, act) => {
  const one = incident('accepted')

  expect(acts(one, [task(one, state)])).toEqual([act])
})

test('DM-23 the body completes only what its teams have done, stage by stage', () => {
  const one = incident('handling')
  expect(acts(one, [task(one, 'working')])).toEqual(['finish'])
  expect(acts(one, [task(one, 'done')])).toEqual(['complete', 'release'])

  const staged = incident('handling', { stage: 1, stages: 2 })
  expect(acts(staged, [task(staged, 'done')])).toContain('advance-stage')
})

test('DM-23 the hotline is called back before anybody verifies', () => {
  const stamps = { ...incident('handled').stamps, handledAt: now }
  expect(acts(incident('handled', { source: 'hotline', stamps }))).toEqual(['call-back'])

  const callBack = {
    at: now,
    by: { id: 'v', name: 'v' },
    reached: true,
    resolved: true,
  } as Incident['callBack']
  expect(['pass', 'fail']).toContain(acts(incident('handled', { source: 'hotline', stamps, callBack }))[0])
})

test('DM-23 some are declined, returned and sent back, most are not', () => {
  for (const [act, make, least, most] of [
    ['decline', () => incident('reported'), 0.01, 0.06],
    ['return', () => incident('dispatched'), 0.02, 0.07],
    ['fail', () => incident('handled'), 0.05, 0.12],
  ] as const) {
    const share = shareOf(act, make)
    expect(share, act).toBeGreaterThan(least)
    expect(share, act).toBeLessThan(most)
  }
})

test.each(['draft', 'checking', 'suspended', 'handed_over', 'closed', 'archived'] as const)(
  'DM-25 nothing is done to an incident that is %s: that is for people',
  state => {
    expect(acts(incident(state))).toEqual([])
  },
)

test('DM-25 after two returns a leader must decide, and the simulator waits', () => {
  const returned = { organisationId: body } as Incident['returns'][number]

  expect(acts(incident('returned', { returns: [returned, returned] }))).toEqual([])
})

test('DM-25 what a human touched is left alone for two minutes, what the simulator did itself is not', () => {
  const replica = new Replica()
  const one = incident('filed')
  const change = (seq: number) => ({
    township: one.township,
    epoch: 'e',
    from: seq - 1,
    to: seq,
    changes: [
      {
        seq,
        ordinal: 0,
        type: 'incident.filed',
        at: now,
        actor: { id: 'p', name: 'p' },
        kind: 'incident',
        id: one.id,
        version: 1,
        entity: one,
        detail: {},
      },
    ],
  })

  replica.apply(change(1), 1_000)
  expect(replica.inHumanHands(one.id, 60_000, 120_000)).toBe(true)
  expect(replica.inHumanHands(one.id, 122_000, 120_000)).toBe(false)

  replica.own(one.township, 2)
  replica.apply(change(2), 200_000)
  expect(replica.inHumanHands(one.id, 201_000, 120_000)).toBe(false)
})

test('DM-24 the nearest free team goes, under its own body where that may lead; a busy one only after waiting', () => {
  const one = incident('filed')
  const [near, far] = [newId<'organisation'>(), newId<'organisation'>()]
  const team = (organisationId: string, mayLead: boolean, reasons: readonly string[], distanceMetres = 500) =>
    ({
      teamId: newId(),
      organisationId,
      pick: reasons.length === 0,
      mayLead,
      distanceMetres,
      against: reasons.map(reason => ({ reason })),
    }) as unknown as Advice['teams'][number]
  const advised = (patience: 'waiting' | 'waited', ...teams: Advice['teams']) =>
    dispatchOf(
      'dispatch',
      one,
      { leadOrganisationIds: [far], teams },
      { bodies: new Set([near, far]), patience },
    )

  const helper = team(near, false, ['not-competent'], 100)
  const params = advised('waiting', helper, team(far, true, []))?.params
  expect(params).toMatchObject({ leadOrganisationId: far, teams: [{ role: 'lead' }], overrideReason: null })
  expect(advised('waiting', helper)?.params).toMatchObject({
    leadOrganisationId: far,
    teams: [{ role: 'assist', queueReason: null }],
  })

  const busy = team(far, true, ['busy'])
  expect(advised('waiting', busy)).toBeNull()
  expect(advised('waited', busy)?.params).toMatchObject({
    teams: [{ role: 'lead', queueReason: expect.any(String) as string }],
  })
  expect(advised('waited', team(far, true, ['off-duty']))).toBeNull()
})

test('DM-26 a unit moves along its line at the pace it is given', () => {
  const line = [
    [104, 30],
    [104.01, 30],
    [104.01, 30.01],
  ] as const
  const length = lengthMetres(line)

  expect(placeAlong(line, 0)).toMatchObject({ lon: 104, lat: 30 })
  expect(placeAlong(line, 100).headingDeg).toBeCloseTo(90, 0)
  expect(placeAlong(line, length - 100).headingDeg).toBeCloseTo(0, 0)
  expect(placeAlong(line, length + 500)).toMatchObject({ lon: 104.01, lat: 30.01 })
})
