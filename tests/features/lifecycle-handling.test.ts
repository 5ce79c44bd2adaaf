import { elapsed } from '@one-centre/shared/clocks'
import { newId } from '@one-centre/shared/ids'
import { DAY, HOUR, MINUTE, toIso } from '@one-centre/shared/time'
import { buildCalendar } from '@one-centre/shared/calendar'
import { beforeEach, expect, test } from 'vitest'
import { incidentKind, reportKind } from '../../server/src/features/incidents/index.ts'
import { matterKind } from '../../server/src/features/matters/index.ts'
import { Story } from '../harness/incident-story.ts'
import { buildTown, deskOf, type ActorName, type Town } from '../harness/town.ts'

let town: Town
let story: Story

beforeEach(() => {
  town = buildTown()
  story = new Story(deskOf(town), town)
})

const calendar = buildCalendar([])
const basis = { reason: 'not-competent', basis: '职责清单第 3 条' }
const photo = newId()

function returnedBy(...bodies: readonly number[]): Story {
  const letters = ['bodyA', 'bodyB', 'bodyC'] as const
  story.filed()
  for (const [turn, index] of bodies.entries()) {
    const command = turn === 0 ? 'incidents.dispatch' : 'incidents.redispatch'
    story.do('dispatcher', command, {
      ...story.params.dispatch,
      leadOrganisationId: town.bodies[index]!.id,
      teams: [story.params.team(index * 2)],
    })
    story.wait(10 * MINUTE).do(letters[index]!, 'incidents.return', basis)
  }
  return story
}

test('L-11 the lead body leads alone and does not assist', () => {
  story.filed()
  const twice = { ...story.params.dispatch, assistingOrganisationIds: [town.bodies[0]!.id] }
  expect(story.refusal('dispatcher', 'incidents.dispatch', twice)).toBe('incidents.lead-twice')
  const teams = [story.params.team(0), story.params.team(2, { role: 'assist' })]

  story.do('dispatcher', 'incidents.dispatch', { ...story.params.dispatch, teams })

  expect(story.incident.leadOrganisationId).toBe(town.bodies[0]!.id)
  expect(story.incident.assistingOrganisationIds).toEqual([town.bodies[1]!.id])
})

test('L-12 the lead team’s yes is the body’s, and the first on scene begins the handling', () => {
  story.dispatched().step('memberA', 'tasks.acknowledge', { receipt: 'delivered' })
  expect(story.incident).toMatchObject({
    state: 'dispatched',
    stamps: { deliveredAt: toIso(story.desk.now) },
  })

  story.step('memberA', 'tasks.accept')
  expect(story.incident.state).toBe('accepted')
  story.step('memberA', 'tasks.arrive')
  expect(story.incident.state).toBe('handling')
})

test('L-12 an assisting team that is there first waits for the lead body’s yes', () => {
  story.filed()
  const teams = [story.params.team(0), story.params.team(2, { role: 'assist' })]
  story.do('dispatcher', 'incidents.dispatch', { ...story.params.dispatch, teams })
  const assist = story.tasks.find(task => task.role === 'assist')

  story.step('memberB', 'tasks.arrive', {}, assist)
  expect(story.incident.state).toBe('dispatched')
  story.do('bodyA', 'incidents.accept')

  expect(story.incident.state).toBe('handling')
})

test('L-13 a body that verifies never leads, one that is not listed only with a reason', () => {
  story.filed()
  const lead = (leadOrganisationId: string, overrideReason: string | null = null) => ({
    ...story.params.dispatch,
    teams: [],
    leadOrganisationId,
    overrideReason,
  })
  expect(story.refusal('dispatcher', 'incidents.dispatch', lead(town.centre.id, '急'))).toBe(
    'incidents.body-not-competent',
  )
  expect(story.refusal('dispatcher', 'incidents.dispatch', lead(town.outside.id))).toBe(
    'incidents.body-not-competent',
  )
  expect(story.refusal('dispatcher', 'incidents.dispatch', lead(newId()))).toBe('incidents.body-unknown')
  story.do('dispatcher', 'incidents.dispatch', lead(town.outside.id, '县里已同意'))
})

test('L-14 a body returns an incident once', () => {
  returnedBy(0).do('dispatcher', 'incidents.redispatch', { ...story.params.dispatch, teams: [] })

  expect(story.refusal('bodyA', 'incidents.return', basis)).toBe('incidents.returned-once')
})

test('L-14 level 1 is never returned', () => {
  story.dispatched().do('intake', 'incidents.set-level', { level: 1, reason: '危及人身' })

  expect(story.refusal('bodyA', 'incidents.return', basis)).toBe('incidents.level-one-no-return')
})

test('L-15 after two returns only designating is left, and only then', () => {
  returnedBy(0)
  const named = { organisationId: town.bodies[2]!.id, reason: '指定管辖' }
  expect(story.refusal('shift_lead', 'incidents.designate', named)).toBe('incidents.designation-early')
  story.do('dispatcher', 'incidents.redispatch', {
    ...story.params.dispatch,
    teams: [],
    leadOrganisationId: town.bodies[1]!.id,
  })
  story.do('bodyB', 'incidents.return', basis)

  expect(story.refusal('dispatcher', 'incidents.redispatch', story.params.dispatch)).toBe(
    'incidents.must-designate',
  )
  expect(story.refusal('dispatcher', 'incidents.designate', named)).toBe('incidents.needs-role')
  story.do('leader', 'incidents.designate', named)
  expect(story.incident).toMatchObject({ state: 'dispatched', leadOrganisationId: town.bodies[2]!.id })
})

test('L-16 the designated body may not return it', () => {
  returnedBy(0, 1).do('shift_lead', 'incidents.designate', {
    organisationId: town.bodies[2]!.id,
    reason: '指定',
  })

  expect(story.refusal('bodyC', 'incidents.return', basis)).toBe('incidents.designated')
})

test('L-17 the handling clock runs through returns as if there were none', () => {
  returnedBy(0, 1)

  const handling = story.clocks.filter(clock => clock.step === 'handling')
  expect(handling).toHaveLength(1)
  expect(handling[0]).toMatchObject({ state: 'running', startedAt: story.incident.stamps.dispatchedAt })
  expect(handling[0]!.rows).toHaveLength(1)
  expect(story.tasks.every(task => task.state === 'recalled')).toBe(true)
})

test('L-18 each stage has its clock, its photos and its turn', () => {
  const evidence = { ...town.matter.evidence, photoPerStage: true }
  story.desk.put(matterKind, { ...town.matter, stages: 3, evidence })
  story.handling()
  expect(story.refusal('bodyA', 'incidents.advance-stage', { photos: [] })).toBe('incidents.evidence-missing')
  story.step('memberA', 'tasks.finish', { result: '已围护', photos: [] })
  expect(story.refusal('bodyA', 'incidents.complete', story.params.complete)).toBe('incidents.stages-open')

  story.wait(HOUR).do('memberA', 'incidents.advance-stage', { photos: [photo] })
  story.do('bodyA', 'incidents.advance-stage', { photos: [photo] })

  expect(story.refusal('bodyA', 'incidents.advance-stage', { photos: [photo] })).toBe('incidents.last-stage')
  const stages = story.clocks
    .filter(clock => clock.step === 'handling')
    .map(clock => [clock.stage, clock.state])
  expect(stages).toEqual([
    [1, 'stopped'],
    [2, 'stopped'],
    [3, 'running'],
  ])
})

test('L-19 completing waits for mandatory tasks and for evidence', () => {
  story.desk.put(matterKind, {
    ...town.matter,
    evidence: { ...town.matter.evidence, photoAfter: true },
  })
  story.handling()
  expect(story.refusal('bodyA', 'incidents.complete', story.params.complete)).toBe('incidents.tasks-open')

  story.do('dispatcher', 'tasks.waive', { taskId: story.tasks[0]!.id, reason: '不再需要' })

  expect(story.refusal('bodyA', 'incidents.complete', story.params.complete)).toBe(
    'incidents.evidence-missing',
  )
  expect(story.refusal('bodyB', 'incidents.complete', story.params.complete)).toBe('incidents.not-yours')
  expect(story.refusal('bodyA', 'incidents.complete', { ...story.params.complete, reply: null })).toBe(
    'input.invalid',
  )
  story.do('bodyA', 'incidents.complete', { ...story.params.complete, photosAfter: [photo] })
})

test('L-44 where the matter demands a photo after, the verifier brings a new one, passing or failing', () => {
  const fresh = 'b'.repeat(64)
  story.desk.put(matterKind, {
    ...town.matter,
    evidence: { ...town.matter.evidence, photoAfter: true },
  })
  story.handling()
  story.do('dispatcher', 'tasks.waive', { taskId: story.tasks[0]!.id, reason: '不再需要' })
  story.do('bodyA', 'incidents.complete', { ...story.params.complete, photosAfter: [photo] })
  const { pass, fail } = story.params

  for (const photos of [[], [photo]]) {
    expect(story.refusal('verifier', 'incidents.pass', { ...pass, photos })).toBe(
      'incidents.evidence-missing',
    )
    expect(story.refusal('verifier', 'incidents.fail', { ...fail, photos })).toBe(
      'incidents.evidence-missing',
    )
  }
  story.do('verifier', 'incidents.fail', { ...fail, photos: [fresh] })
  story.do('bodyA', 'incidents.complete', { ...story.params.complete, photosAfter: [photo] })
  // What the last check found is not how it looks now.
  expect(story.refusal('verifier', 'incidents.pass', { ...pass, photos: [fresh] })).toBe(
    'incidents.evidence-missing',
  )
  story.do('verifier', 'incidents.pass', { ...pass, photos: [photo, 'c'.repeat(64)] })
})

test('L-20 nobody of a body that took part verifies, by whichever post', () => {
  story.handled()
  const verifier = town.actors.verifier
  const own = { ...verifier.posts[0]!, organisationId: town.bodies[0]!.id }
  const insider = { ...verifier, posts: [own] }
  const twoHats = { ...verifier, posts: [...verifier.posts, { ...own, role: 'member' as const }] }

  expect(story.refusal(insider, 'incidents.pass', story.params.pass)).toBe('incidents.own-work')
  expect(story.refusal(twoHats, 'incidents.pass', story.params.pass)).toBe('incidents.own-work')
  expect(story.refusal(town.system, 'incidents.pass', story.params.pass)).toBe('incidents.own-work')
  story.do('verifier', 'incidents.pass', story.params.pass)
  expect(story.incident.verifications.at(-1)?.organisationId).toBe(town.centre.id)
})

test('L-20 a body that was replaced still took part', () => {
  story.handling()
  const assist = story.params.team(2, { role: 'assist' })
  story.do('dispatcher', 'tasks.assign', { team: assist, overrideReason: null, note: '' })
  const task = story.tasks.find(one => one.id === assist.taskId)
  story.step('memberB', 'tasks.accept', {}, task).step('memberB', 'tasks.fail', { reason: '车坏' }, task)

  expect(story.incident.handlerOrganisationIds).toContain(town.bodies[1]!.id)
})

test('L-21 a hotline incident closes only after the call-back', () => {
  story.reported({ source: 'hotline' }).do('intake', 'incidents.file', story.params.file)
  story.do('dispatcher', 'incidents.dispatch', { ...story.params.dispatch, teams: [] })
  story.do('bodyA', 'incidents.accept').do('bodyA', 'incidents.complete', story.params.complete)
  expect(story.refusal('verifier', 'incidents.pass', story.params.pass)).toBe('incidents.call-back-missing')

  story.wait(1).do('verifier', 'incidents.call-back', {
    reached: true,
    resolved: true,
    satisfaction: 'satisfied',
    note: '',
  })

  story.do('verifier', 'incidents.pass', story.params.pass)
})

test('L-22 closing answers every reporter, those of merged incidents too', () => {
  const part = new Story(story.desk, town).filed()
  story.handled()
  part.do('intake', 'incidents.merge', { masterId: story.incidentId, reason: '同一处' })

  story.do('verifier', 'incidents.pass', story.params.pass)

  const reports = story.desk.all(reportKind)
  expect(reports).toHaveLength(2)
  expect(reports.map(report => report.answer)).toEqual(['已处理完毕', '已处理完毕'])
})

test('L-23 extensions are asked in time, one at a time, twice at most, never at level 1', () => {
  story.handling()
  const ask = (days: number): object => ({
    ...story.params.extension,
    until: toIso(story.desk.now + days * DAY),
  })
  const grant = { granted: true, note: '' }
  story.do('bodyA', 'incidents.request-extension', ask(11))
  expect(story.refusal('bodyA', 'incidents.request-extension', ask(12))).toBe('incidents.request-pending')
  story.do('shift_lead', 'incidents.decide-extension', grant)
  story
    .do('bodyA', 'incidents.request-extension', ask(13))
    .do('shift_lead', 'incidents.decide-extension', grant)

  expect(story.refusal('bodyA', 'incidents.request-extension', ask(14))).toBe('incidents.extension-too-many')
  const late = new Story(story.desk, town)
  late
    .filed()
    .do('dispatcher', 'incidents.dispatch', { ...late.params.dispatch, teams: [] })
    .wait(60 * DAY)
  const tooLate = late.params.extension
  expect(late.refusal('bodyA', 'incidents.request-extension', tooLate)).toBe('incidents.extension-too-late')
  late.do('intake', 'incidents.set-level', { level: 1, reason: 'x' })
  expect(late.refusal('bodyA', 'incidents.request-extension', tooLate)).toBe(
    'incidents.extension-not-possible',
  )
})

test('L-23 a request left open when the incident was closed asks for nothing in the next cycle', () => {
  story.handling().do('bodyA', 'incidents.request-extension', story.params.extension)
  story
    .step('memberA', 'tasks.finish', { result: '已清理', photos: [] })
    .do('bodyA', 'incidents.complete', story.params.complete)
    .do('verifier', 'incidents.pass', story.params.pass)
    .do('leader', 'incidents.reopen', { reason: '又有了' })

  expect(story.refusal('shift_lead', 'incidents.decide-extension', { granted: true, note: '' })).toBe(
    'incidents.no-request',
  )
  story.do('bodyA', 'incidents.request-extension', {
    ...story.params.extension,
    until: toIso(story.desk.now + 11 * DAY),
  })
  expect(story.incident.extensions.map(one => one.cycle)).toEqual([1, 2])
})

test('L-24 an extension lengthens the limit of the same clock, within the level’s multiple', () => {
  story.handling()
  const before = story.clock('handling')!
  const until = toIso(story.desk.now + 60 * DAY)
  expect(story.refusal('bodyA', 'incidents.request-extension', { ...story.params.extension, until })).toBe(
    'incidents.extension-too-long',
  )
  story.do('bodyA', 'incidents.request-extension', story.params.extension)
  story.do('shift_lead', 'incidents.decide-extension', { granted: true, note: '' })

  const after = story.clock('handling')!
  expect(after).toMatchObject({ id: before.id, startedAt: before.startedAt, rows: before.rows })
  expect(after.limit.amount).toBeGreaterThan(before.limit.amount)
  expect(story.incident.handleBy! >= story.incident.extensions[0]!.until).toBe(true)
})

test('L-24 beyond once the limit a leader decides', () => {
  const file = { level: 4 }
  story
    .filed(file)
    .do('dispatcher', 'incidents.dispatch', story.params.dispatch)
    .step('memberA', 'tasks.arrive')
  // 15 working days from Monday 2 March end on 20 March; 45 days on is more than once and less than twice as long.
  const until = toIso(story.desk.now + 50 * DAY)
  story.do('bodyA', 'incidents.request-extension', { ...story.params.extension, until })

  expect(story.refusal('shift_lead', 'incidents.decide-extension', { granted: true, note: '' })).toBe(
    'incidents.needs-role',
  )
  story.do('leader', 'incidents.decide-extension', { granted: true, note: '' })
})

test('L-25 a leader suspends, and the handling clock stands', () => {
  story.handling().do('bodyA', 'incidents.request-suspension', story.params.suspension)
  expect(story.refusal('shift_lead', 'incidents.decide-suspension', { granted: true, note: '' })).toBe(
    'incidents.not-yours',
  )

  story.do('leader', 'incidents.decide-suspension', { granted: true, note: '' })

  expect(story.incident).toMatchObject({ state: 'suspended', dueBy: null, handleBy: null })
  expect(story.clock('handling')?.state).toBe('paused')
})

test('L-26 the system resumes on the review date, which is at most 30 days ahead', () => {
  story.handling()
  const far = { ...story.params.suspension, reviewAt: toIso(story.desk.now + 31 * DAY) }
  expect(story.refusal('bodyA', 'incidents.request-suspension', far)).toBe('incidents.review-too-late')
  story.do('bodyA', 'incidents.request-suspension', story.params.suspension)
  story.do('leader', 'incidents.decide-suspension', { granted: true, note: '' })
  const used = elapsed(story.clock('handling')!, toIso(story.desk.now), calendar)

  story.wait(20 * DAY - 1)
  expect(story.incident.state).toBe('suspended')
  expect(elapsed(story.clock('handling')!, toIso(story.desk.now), calendar)).toBe(used)
  story.wait(1)

  expect(story.incident.state).toBe('handling')
  expect(story.clock('handling')?.state).toBe('running')
})

test('L-27 a citizen reopens within 7 days, an inspector until it is archived', () => {
  story.closed().wait(7 * DAY - 1)
  expect(story.incident.state).toBe('closed')
  story.do('citizen', 'incidents.reopen', { reason: '又有了' })
  expect(story.incident).toMatchObject({ state: 'handling', cycle: 2 })

  const four = new Story(story.desk, town).closed()
  story.desk.put(incidentKind, { ...four.incident, level: 4 })
  story.desk.now += 8 * DAY
  expect(four.refusal('citizen', 'incidents.reopen', { reason: '又有了' })).toBe('incidents.reopen-too-late')
  four.do('inspector', 'incidents.reopen', { reason: '复查' })
})

test('L-28 reopening cancels every armed timer and begins a cycle with its own clocks', () => {
  story.closed()
  expect([...story.desk.timers.keys()]).toEqual([`incident/${story.incidentId}/archive`])

  story.wait(HOUR).do('verifier', 'incidents.reopen', { reason: '复发' })

  expect(story.desk.timers.size).toBe(0)
  expect(story.incident.timers).toEqual([])
  const cycles = story.clocks
    .filter(clock => clock.step === 'handling')
    .map(clock => [clock.cycle, clock.state])
  expect(cycles).toEqual([
    [1, 'stopped'],
    [2, 'running'],
  ])
  story.wait(30 * DAY)
  expect(story.incident.state).toBe('handling')
})

test('L-29 the system archives when the window is over', () => {
  story.closed()
  expect(story.refusal(town.system, 'incidents.archive')).toBe('incidents.window-open')
  expect(story.refusal('dispatcher', 'incidents.archive')).toBe('incidents.needs-role')

  story.wait(7 * DAY)

  expect(story.incident).toMatchObject({ state: 'archived', timers: [] })
  expect(story.refusal('inspector', 'incidents.reopen', { reason: 'x' })).toBe('incidents.not-allowed')
})

test('L-30 the old lead leads until the receiver accepts', () => {
  story.handling().do('dispatcher', 'incidents.hand-over', story.params.handOver)
  expect(story.incident.state).toBe('handling')
  story.do('shift_lead', 'incidents.confirm-hand-over', { agreed: true, note: '' })
  expect(story.incident).toMatchObject({ state: 'handed_over', leadOrganisationId: town.bodies[0]!.id })
  const received = { accepted: true, receipt: '收到' }
  expect(story.refusal('dispatcher', 'incidents.receive-hand-over', received)).toBe('incidents.not-yours')

  story.do('bodyB', 'incidents.receive-hand-over', received)

  expect(story.incident).toMatchObject({ state: 'accepted', leadOrganisationId: town.bodies[1]!.id })
  expect(story.incident.assistingOrganisationIds).toEqual([town.bodies[0]!.id])
  expect(story.tasks[0]).toMatchObject({ role: 'assist', leadOrganisationId: town.bodies[1]!.id })
})

test('L-30 refused, the incident is where it was', () => {
  story.handling().do('dispatcher', 'incidents.hand-over', story.params.handOver)
  story.do('shift_lead', 'incidents.confirm-hand-over', { agreed: true, note: '' })

  story.do('bodyB', 'incidents.receive-hand-over', { accepted: false, receipt: '不属我方' })

  expect(story.incident).toMatchObject({ state: 'handling', leadOrganisationId: town.bodies[0]!.id })
  expect(story.clocks.filter(clock => clock.step === 'handling')).toHaveLength(1)
})

test('L-30 for a body outside the dispatcher records receipt and result', () => {
  story.handling()
  const up = { ...story.params.handOver, toOrganisationId: town.outside.id, direction: 'up' }
  story.do('dispatcher', 'incidents.hand-over', up)
  story.do('shift_lead', 'incidents.confirm-hand-over', { agreed: true, note: '' })
  expect(story.refusal('dispatcher', 'incidents.conclude-hand-over', story.params.complete)).toBe(
    'incidents.handover-unconfirmed',
  )

  story.do('dispatcher', 'incidents.receive-hand-over', { accepted: true, receipt: '县办 88 号' })
  expect(story.incident).toMatchObject({ state: 'handed_over', leadOrganisationId: town.outside.id })
  story.do('dispatcher', 'incidents.conclude-hand-over', story.params.complete)

  expect(story.incident.state).toBe('handled')
})

test('L-31 each state runs its own clock', () => {
  const running = (): string[] =>
    story.clocks.filter(clock => clock.state === 'running').map(clock => clock.step)
  const seen: string[][] = []
  const look = (): number => seen.push(running())
  story.reported()
  look()
  story.do('intake', 'incidents.file', story.params.file)
  look()
  story.do('dispatcher', 'incidents.dispatch', story.params.dispatch)
  look()
  story.step('memberA', 'tasks.accept')
  look()
  story.step('memberA', 'tasks.arrive')
  look()
  story.step('memberA', 'tasks.finish', { result: '好', photos: [] })
  story.do('bodyA', 'incidents.complete', story.params.complete)
  look()
  story.do('verifier', 'incidents.pass', story.params.pass)
  look()

  expect(seen).toEqual([
    ['intake'],
    ['dispatch'],
    ['handling', 'acceptance'],
    ['handling', 'arrival'],
    ['handling'],
    ['verification'],
    [],
  ])
})

test('L-32 after a rework the handling clock goes on where it stopped', () => {
  story.handled()
  const stopped = story.clock('handling')!
  story.wait(3 * HOUR).do('verifier', 'incidents.fail', story.params.fail)

  const resumed = story.clock('handling')!
  expect(resumed.id).toBe(stopped.id)
  expect(resumed.rows.map(row => row.state)).toEqual(['running', 'paused', 'running'])
  expect(story.incident).toMatchObject({ state: 'rework', reworkCount: 1, onTime: null })
})

test('L-33 dueBy is the nearest limit, handleBy the handling limit', () => {
  story.dispatched()

  // One working hour to accept from 09:00 on a Monday; seven working days to handle.
  expect(story.incident.dueBy).toBe('2026-03-02T02:00:00.000Z')
  expect(story.incident.handleBy).toBe('2026-03-11T16:00:00.000Z')
})

test('L-34 on time follows from the handling clocks', () => {
  story.handled()
  expect(story.incident.onTime).toBe(true)

  const late = new Story(story.desk, town)
  late.reported().do('intake', 'incidents.file', late.params.file)
  late.do('dispatcher', 'incidents.dispatch', { ...late.params.dispatch, teams: [late.params.team(1)] })
  late.do('bodyA', 'incidents.accept').wait(30 * DAY)
  late.do('dispatcher', 'tasks.waive', { taskId: late.tasks[0]!.id, reason: 'x' })
  late.do('bodyA', 'incidents.complete', late.params.complete)
  expect(late.incident.onTime).toBe(false)
})

test('L-35 an instruction is signed once by the body it names', () => {
  story.dispatched()
  const noteId = newId<'note'>()
  const note = {
    noteId,
    type: 'instruction',
    text: '今日办结',
    photos: [],
    toOrganisationIds: [town.bodies[0]!.id],
  }
  story.do('leader', 'incidents.note', note)
  const sign = (who: ActorName) => story.ask(who, 'incidents.acknowledge-note', { noteId })

  expect(sign('bodyB')).toMatchObject({ code: 'incidents.not-yours' })
  expect(sign('bodyA')).toMatchObject({ ok: true, changes: [{ type: 'note.acknowledged' }] })
  expect(sign('bodyA')).toMatchObject({ ok: true, changes: [] })
})
