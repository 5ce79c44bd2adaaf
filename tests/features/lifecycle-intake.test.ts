import { allowedActions, judgeIncident, targetOf } from '@one-centre/shared/incident-machine'
import { incidentActions } from '@one-centre/shared/incident-table'
import { incidentStates } from '@one-centre/shared/incidents'
import { newId } from '@one-centre/shared/ids'
import { DAY, HOUR, MINUTE, toIso } from '@one-centre/shared/time'
import { beforeEach, expect, test } from 'vitest'
import { reportKind } from '../../server/src/features/incidents/index.ts'
import { Story } from '../harness/incident-story.ts'
import { buildTown, deskOf, somewhere, type ActorName, type Town } from '../harness/town.ts'

let town: Town
let story: Story

beforeEach(() => {
  town = buildTown()
  story = new Story(deskOf(town), town)
})

const hotline = { source: 'hotline' }
const refusing = { reason: 'not-ours', text: '不属本镇' }

test('L-1 an action outside its states is refused with the state it found', () => {
  story.filed()

  expect(story.ask('intake', 'incidents.file', story.params.file)).toMatchObject({
    code: 'incidents.not-allowed',
    detail: { action: 'file', state: 'filed' },
  })
  expect(incidentStates.filter(state => targetOf('pass', state) !== undefined)).toEqual(['handled'])
  expect(incidentStates.filter(state => targetOf('reopen', state) !== undefined)).toEqual(['closed'])
  expect(incidentActions.every(action => incidentStates.some(state => targetOf(action, state)))).toBe(true)
})

test('L-2 permission and standing are asked for beside the state', () => {
  story.dispatched()

  expect(
    story.refusal('intake', 'incidents.designate', { organisationId: town.bodies[1]!.id, reason: 'x' }),
  ).toBe('incidents.not-allowed')
  expect(story.refusal('bodyB', 'incidents.accept')).toBe('incidents.not-yours')
  expect(story.refusal('citizen', 'incidents.accept')).toBe('incidents.needs-role')
  story.do('bodyA', 'incidents.accept')
})

test('L-3 what the screen offers is what the server carries out', () => {
  story.dispatched()
  const offered = (who: ActorName): readonly string[] =>
    allowedActions(story.incident, town.actors[who], story.tasks, toIso(story.desk.now))

  expect(offered('bodyA')).toEqual(expect.arrayContaining(['accept', 'return', 'note']))
  expect(offered('bodyA')).not.toContain('complete')
  expect(offered('memberB')).not.toContain('accept')
  expect(offered('leader')).not.toContain('redispatch')
  for (const who of ['bodyA', 'dispatcher', 'verifier'] as const) {
    const facts = {
      incident: story.incident,
      tasks: story.tasks,
      actor: town.actors[who],
      now: toIso(story.desk.now),
    }
    for (const action of offered(who)) expect(judgeIncident(action as 'note', facts)).toBeNull()
  }
})

test('L-4 a check names a person or a means, and filing waits for what it found', () => {
  story.reported()

  expect(story.refusal('intake', 'incidents.start-check', { personId: null, means: ' ' })).toBe(
    'incidents.evidence-missing',
  )
  story.do('intake', 'incidents.start-check', { personId: town.person.id, means: '' })
  expect(story.refusal('intake', 'incidents.file', story.params.file)).toBe('incidents.check-open')
  expect(
    story.refusal('memberA', 'incidents.conclude-check', { found: true, note: '属实', photos: [] }),
  ).toBe('incidents.not-yours')
  story.do('grid_worker', 'incidents.conclude-check', { found: true, note: '属实', photos: [] })
  story.do('intake', 'incidents.file', story.params.file)
  expect(story.incident.state).toBe('filed')
})

test('L-4 level 1 is never checked first', () => {
  story.reported().do('intake', 'incidents.set-level', { level: 1, reason: '危及人身' })

  expect(story.refusal('intake', 'incidents.start-check', { personId: null, means: '监控' })).toBe(
    'incidents.check-skipped',
  )
})

test('L-5 the first arrival stands over all cycles, the last completion replaces the one before', () => {
  story.closed()
  const { arrivedAt, handledAt } = story.incident.stamps
  story.wait(HOUR).do('inspector', 'incidents.reopen', { reason: '复发' })
  expect(story.incident.stamps.handledAt).toBeNull()
  story.do('bodyA', 'incidents.complete', story.params.complete)

  expect(story.incident.stamps.arrivedAt).toBe(arrivedAt)
  expect(story.incident.stamps.handledAt! > handledAt!).toBe(true)
})

test('L-6 a hotline incident is declined only with the shift lead’s word', () => {
  story.reported(hotline).do('intake', 'incidents.decline', refusing)
  expect(story.incident.state).toBe('reported')
  expect(story.refusal('intake', 'incidents.confirm-decline', { agreed: true, note: '' })).toBe(
    'incidents.needs-role',
  )
  expect(story.refusal('intake', 'incidents.file', story.params.file)).toBe('incidents.decline-unconfirmed')

  story.do('shift_lead', 'incidents.confirm-decline', { agreed: true, note: '' })

  expect(story.incident.state).toBe('declined')
  expect(story.desk.all(reportKind)[0]?.answer).toBe('不属本镇')
})

test('L-6 the shift lead may disagree, and filing goes on', () => {
  story.reported(hotline).do('intake', 'incidents.decline', refusing)

  story.do('shift_lead', 'incidents.confirm-decline', { agreed: false, note: '应受理' })

  story.do('intake', 'incidents.file', story.params.file)
  expect(story.incident.state).toBe('filed')
})

test('L-6 any other incident is declined at once and its reporter told', () => {
  story.reported().do('intake', 'incidents.decline', refusing)

  expect(story.incident.state).toBe('declined')
  expect(story.desk.all(reportKind)[0]?.answeredAt).toBe(toIso(story.desk.now))
  expect(story.clocks.every(clock => clock.state === 'stopped')).toBe(true)
})

test('L-42 the reporter appeals once against declining, and it is judged anew from the first minute', () => {
  story
    .reported()
    .do('intake', 'incidents.decline', refusing)
    .wait(7 * DAY)
  const [first] = story.clocks

  story.do('citizen', 'incidents.appeal', { reason: '就在镇里' })

  expect(story.incident).toMatchObject({ state: 'reported', endedAt: null, decline: null })
  expect(story.desk.all(reportKind)[0]).toMatchObject({ answer: null, answeredAt: null })
  const intake = story.clocks.filter(clock => clock.step === 'intake')
  expect(intake.map(clock => clock.state)).toEqual(['stopped', 'running'])
  expect(intake[0]).toEqual(first)
})

test('L-42 after an appeal it is declined only with the shift lead’s word, and that is the end', () => {
  story.reported().do('intake', 'incidents.decline', refusing)
  story.do('intake', 'incidents.appeal', { reason: '来电申诉' }).do('intake', 'incidents.decline', refusing)
  expect(story.incident.state).toBe('reported')

  story.do('shift_lead', 'incidents.confirm-decline', { agreed: true, note: '' })

  expect(story.incident.state).toBe('declined')
  expect(story.desk.all(reportKind)[0]?.answer).toBe('不属本镇')
  expect(story.refusal('citizen', 'incidents.appeal', { reason: '再诉' })).toBe('incidents.appealed-once')
})

test('L-42 nobody appeals for a stranger, nor after 7 days, nor against anything but declining', () => {
  story.reported()
  expect(story.refusal('citizen', 'incidents.appeal', { reason: 'x' })).toBe('incidents.not-allowed')
  story.do('intake', 'incidents.decline', refusing)
  expect(story.refusal('bodyA', 'incidents.appeal', { reason: 'x' })).toBe('incidents.not-yours')

  story.wait(7 * DAY + 1)

  expect(story.refusal('citizen', 'incidents.appeal', { reason: 'x' })).toBe('incidents.appeal-too-late')
})

test('L-7 a place without a grid is not filed', () => {
  story.reported()
  const nowhere = { address: '某处', position: null, gridId: null }

  expect(story.refusal('intake', 'incidents.file', { ...story.params.file, place: nowhere })).toBe(
    'incidents.place-unknown',
  )
  expect(story.refusal('intake', 'incidents.file', { ...story.params.file, matterId: newId() })).toBe(
    'incidents.matter-unknown',
  )
  story.do('intake', 'incidents.file', { ...story.params.file, place: { ...nowhere, gridId: town.grid.id } })
  expect(story.incident.place).toMatchObject({ located: 'grid', gridIds: [town.grid.id] })
})

test('L-8 level 1 is dispatched first by intake, and the record shows the true order', () => {
  story.reported().do('intake', 'incidents.set-level', { level: 1, reason: '危及人身' })
  story.wait(20_000).do('intake', 'incidents.dispatch', { ...story.params.dispatch, overrideReason: '人命' })
  expect(story.clock('intake')?.state).toBe('running')

  story.wait(20_000).do('intake', 'incidents.file', { ...story.params.file, level: 1 })

  const { dispatchedAt, filedAt } = story.incident.stamps
  expect(dispatchedAt! < filedAt!).toBe(true)
  expect(story.incident).toMatchObject({ state: 'dispatched', dispatchedFirst: true })
  expect(story.clock('intake')?.state).toBe('stopped')
  expect(story.refusal('intake', 'incidents.file', { ...story.params.file, level: 1 })).toBe(
    'incidents.already-filed',
  )
})

test('L-8 other levels are filed first, and intake dispatches nothing but level 1', () => {
  story.reported()
  expect(story.refusal('dispatcher', 'incidents.dispatch', story.params.dispatch)).toBe(
    'incidents.not-allowed',
  )
  story.do('intake', 'incidents.file', story.params.file)
  expect(story.refusal('intake', 'incidents.dispatch', story.params.dispatch)).toBe('incidents.not-yours')
})

test('L-8 what was never filed is not completed', () => {
  story.reported().do('intake', 'incidents.set-level', { level: 1, reason: '危及人身' })
  story.do('intake', 'incidents.dispatch', { ...story.params.dispatch, overrideReason: '人命', teams: [] })
  story.do('bodyA', 'incidents.accept')

  expect(story.refusal('bodyA', 'incidents.complete', story.params.complete)).toBe('incidents.not-filed')
})

test('L-9 nothing is merged into itself, into what has ended, or as one that holds others', () => {
  const master = new Story(story.desk, town).reported()
  const third = new Story(story.desk, town).filed()
  story.filed()
  const into = (masterId: string) => ({ masterId, reason: '同一处' })

  expect(story.refusal('intake', 'incidents.merge', into(story.incidentId))).toBe('incidents.merge-itself')
  story.do('intake', 'incidents.merge', into(master.incidentId))
  expect(master.refusal('intake', 'incidents.merge', into(third.incidentId))).toBe('incidents.merge-chain')
  expect(third.refusal('intake', 'incidents.merge', into(story.incidentId))).toBe('incidents.master-not-open')
  expect(master.incident.reportIds).toEqual(
    [...master.desk.all(reportKind)].map(one => one.id).filter(id => !third.incident.reportIds.includes(id)),
  )
})

test('L-10 a merge is undone whole within a day, and not after', () => {
  const master = new Story(story.desk, town).reported()
  story.filed()
  const before = story.clock('dispatch')!
  const reports = master.incident.reportIds
  story.wait(5 * MINUTE).do('intake', 'incidents.merge', { masterId: master.incidentId, reason: '同一处' })
  expect(story.clock('dispatch')?.state).toBe('stopped')

  story.wait(HOUR).do('intake', 'incidents.split', { reason: '两处' })

  expect(story.incident).toMatchObject({ state: 'filed', masterId: null, merge: null, endedAt: null })
  expect(master.incident).toMatchObject({ mergedFrom: [], reportIds: reports })
  expect(story.clocks.filter(clock => clock.step === 'dispatch')).toHaveLength(1)
  expect(story.clock('dispatch')).toMatchObject({
    id: before.id,
    startedAt: before.startedAt,
    state: 'running',
  })

  story.do('intake', 'incidents.merge', { masterId: master.incidentId, reason: '同一处' }).wait(DAY + 1)
  expect(story.refusal('intake', 'incidents.split', { reason: '两处' })).toBe('incidents.split-too-late')
})

test('L-22 withdrawing and making void answer the reporter and keep the row', () => {
  story.reported()
  expect(story.refusal('bodyA', 'incidents.withdraw', { reason: '误报' })).toBe('incidents.not-yours')
  story.do('citizen', 'incidents.withdraw', { reason: '误报' })
  const second = new Story(story.desk, town)
    .reported()
    .do('shift_lead', 'incidents.void', { reason: '重复录入' })

  expect(story.incident).toMatchObject({ state: 'withdrawn', ended: { reason: '误报' } })
  expect(second.incident.state).toBe('void')
  expect(story.desk.all(reportKind).every(report => report.answeredAt !== null)).toBe(true)
})

test('L-36 a draft is its writer’s alone until it is reported', () => {
  const draft = {
    version: null,
    title: '路面塌陷',
    description: '',
    matterId: null,
    place: { address: '', position: somewhere, gridId: null },
    photos: [],
  }
  story.do('grid_worker', 'incidents.save-draft', draft)
  expect(story.refusal('citizen', 'reports.submit', story.params.report)).toBe('reports.not-your-draft')
  expect(story.refusal('grid_worker', 'incidents.save-draft', { ...draft, version: 7 })).toBe(
    'entity.changed',
  )

  story.do('grid_worker', 'reports.submit', story.params.report)

  expect(story.incident).toMatchObject({ state: 'reported', title: '路面塌陷', number: 'SJ-2026-000001' })
})

test('L-38 a report joins an open incident, and none that has ended', () => {
  story.filed()
  const joining = { ...story.params.report, incidentId: newId(), joinIncidentId: story.incidentId }
  story.do('citizen', 'reports.submit', joining)
  expect(story.incident.reportIds).toHaveLength(2)

  const ended = new Story(story.desk, town).closed()
  const late = { ...ended.params.report, incidentId: newId(), joinIncidentId: ended.incidentId }
  expect(ended.refusal('citizen', 'reports.submit', late)).toBe('reports.join-closed')
})
