import type { Incident } from '@one-centre/shared/incidents'
import type { TeamAdvice } from '@one-centre/shared/task-commands'
import type { Task } from '@one-centre/shared/tasks'
import { expect, test } from 'vitest'
import {
  dispatchParams,
  flawOf,
  inOrder,
  lateSteps,
  needsReason,
  receiptsOf,
  saidOf,
  suggestedLead,
  extraTeam,
  firstChoice,
  whyNobody,
} from './view.ts'

function team(over: Partial<TeamAdvice> & Pick<TeamAdvice, 'teamId'>): TeamAdvice {
  return {
    organisationId: 'squad',
    pick: true,
    distanceMetres: 100,
    from: 'base',
    positionAgeSeconds: null,
    mayLead: true,
    basis: '',
    against: [],
    ...over,
  }
}

const busy: TeamAdvice['against'][number] = {
  reason: 'busy',
  incidentId: null,
  incidentNumber: 'SJ-1',
  missing: [],
  ageSeconds: null,
}
const near = team({ teamId: 'near', distanceMetres: 50 })
const far = team({ teamId: 'far', distanceMetres: 900, organisationId: 'repair', mayLead: false })
const taken = team({ teamId: 'taken', distanceMetres: 10, pick: false, against: [busy] })
const advice = { leadOrganisationIds: ['squad'], teams: [far, taken, near] }
const incident = { id: 'incident-1', returns: [], leadOrganisationId: 'squad' } as unknown as Incident

test('CO-5 teams that can go come first, nearest first', () => {
  const { picks, others } = inOrder(advice.teams)

  expect(picks.map(one => one.teamId)).toEqual(['near', 'far'])
  expect(others.map(one => one.teamId)).toEqual(['taken'])
})

test('CO-7 one body leads, the bodies of the other teams assist', () => {
  const choice = { leadOrganisationId: 'squad', teamIds: ['near', 'far'], reason: '', note: ' go ' }

  const params = dispatchParams(incident, advice, choice)

  expect(suggestedLead(advice, choice.teamIds, incident)).toBe('squad')
  expect(params.assistingOrganisationIds).toEqual(['repair'])
  expect(params.teams.map(one => [one.teamId, one.role])).toEqual([
    ['far', 'assist'],
    ['near', 'lead'],
  ])
  expect(params).toMatchObject({ overrideReason: null, note: 'go' })
})

test('CO-7 a team that is not advised needs a reason, which travels with the order', () => {
  const choice = { leadOrganisationId: 'squad', teamIds: ['taken'], reason: '', note: '' }

  expect(needsReason(advice, choice)).toBe(true)
  expect(flawOf(advice, choice)).toBe('reason-missing')
  expect(flawOf(advice, { ...choice, reason: 'next in line' })).toBeUndefined()
  const params = dispatchParams(incident, advice, { ...choice, reason: 'next in line' })
  expect(params.teams[0]?.queueReason).toBe('next in line')
})

test('CO-14 where nobody can go, the commonest first reasons say why', () => {
  const off = team({ teamId: 'off', pick: false, against: [{ ...busy, reason: 'off-duty' }, busy] })

  expect(whyNobody([taken, off, { ...taken, teamId: 'also' }])).toEqual([
    { reason: 'busy', count: 2 },
    { reason: 'off-duty', count: 1 },
  ])
})

test('CO-15 a body that returned the incident is not chosen for it again', () => {
  const returned = { ...incident, returns: [{ organisationId: 'squad' }] } as unknown as Incident

  expect(firstChoice(advice, incident)?.teamId).toBe('near')
  expect(firstChoice(advice, returned)).toBeUndefined()
  expect(suggestedLead(advice, [], returned)).toBe('')
})

test('CO-17 an extra team assists unless it is of the lead body; a busy one waits its turn for a reason', () => {
  const order = { reason: ' flood ', mandatory: false }

  expect(extraTeam(far, incident, order)).toMatchObject({
    team: { teamId: 'far', role: 'assist', queueReason: null },
    overrideReason: null,
  })
  expect(extraTeam(taken, incident, order)).toMatchObject({
    team: { role: 'lead', queueReason: 'flood' },
    overrideReason: 'flood',
  })
})

test('CO-8 a task shows every step it reached, each with its time', () => {
  const at = (serverAt: string) => ({ deviceAt: null, serverAt })
  const none = {
    read: null,
    accepted: null,
    enRoute: null,
    onScene: null,
    working: null,
    done: null,
    released: null,
  }
  const times = {
    ...none,
    assigned: at('2026-11-23T08:00:00.000Z'),
    delivered: at('2026-11-23T08:00:05.000Z'),
  }
  const task = { state: 'delivered', times, corrections: [] } as unknown as Task

  expect(receiptsOf(task)).toEqual([
    { step: 'assigned', at: '2026-11-23T08:00:00.000Z' },
    { step: 'delivered', at: '2026-11-23T08:00:05.000Z' },
  ])
})

test('CO-27 what was written about a task is shown, its reasons before its result', () => {
  const silent = {
    note: '',
    overrideReason: null,
    queueReason: null,
    waived: null,
    ending: null,
    result: '',
  } as unknown as Task
  const told = {
    ...silent,
    overrideReason: 'the nearest was busy',
    waived: { at: '', by: { id: '1', name: '王一' }, reason: 'not needed' },
    result: 'cleared',
  }

  expect(saidOf(silent)).toEqual([])
  expect(saidOf(told)).toEqual([
    { what: 'override', text: 'the nearest was busy' },
    { what: 'waived', text: '王一 · not needed' },
    { what: 'result', text: 'cleared' },
  ])
})

test('CO-36 what a phone sent late has both its times, until somebody corrects it', () => {
  const at = (serverAt: string, deviceAt: string | null) => ({ deviceAt, serverAt })
  const times = {
    assigned: at('2026-11-23T08:00:00.000Z', null),
    delivered: at('2026-11-23T08:00:30.000Z', '2026-11-23T08:00:05.000Z'),
    read: null,
    accepted: at('2026-11-23T09:00:00.000Z', '2026-11-23T08:05:00.000Z'),
    enRoute: null,
    onScene: at('2026-11-23T09:00:01.000Z', '2026-11-23T08:20:00.000Z'),
    working: null,
    done: null,
    released: null,
  }
  const task = { times, corrections: [] } as unknown as Task
  const corrected = { ...task, corrections: [{ step: 'accepted', to: '2026-11-23T08:05:00.000Z' }] } as Task

  expect(lateSteps(task)).toEqual([
    { step: 'accepted', to: '2026-11-23T08:05:00.000Z' },
    { step: 'onScene', to: '2026-11-23T08:20:00.000Z' },
  ])
  expect(lateSteps(corrected).map(({ step }) => step)).toEqual(['onScene'])
})
