import { phoneTimeOf, taskTarget, timeOf } from '@one-centre/shared/task-machine'
import { taskStates, type Task } from '@one-centre/shared/tasks'
import { DAY, HOUR, MINUTE, toIso } from '@one-centre/shared/time'
import { beforeEach, expect, test } from 'vitest'
import { teamKind } from '../../server/src/features/people/index.ts'
import { Story } from '../harness/incident-story.ts'
import { buildTown, deskOf, type Town } from '../harness/town.ts'

let town: Town
let story: Story

beforeEach(() => {
  town = buildTown()
  story = new Story(deskOf(town), town)
})

const because = { reason: 'because' }

function withAssistance(): { readonly lead: () => Task; readonly assist: () => Task } {
  story.filed()
  const teams = [story.params.team(0), story.params.team(2, { role: 'assist', mandatory: false })]
  story.do('dispatcher', 'incidents.dispatch', { ...story.params.dispatch, teams })
  const find = (index: number) => (): Task => story.tasks.find(task => task.id === teams[index]!.taskId)!
  return { lead: find(0), assist: find(1) }
}

test('T-1 a task moves only as its table says', () => {
  story.dispatched()
  const task = story.tasks[0]!

  expect(taskStates.filter(state => taskTarget('decline', { ...task, state }) !== undefined)).toEqual([
    'assigned',
    'delivered',
    'read',
  ])
  expect(story.refusal('memberA', 'tasks.fail', { taskId: task.id, deviceAt: null, ...because })).toBe(
    'tasks.not-allowed',
  )
  expect(story.refusal('memberA', 'tasks.release', { taskId: task.id, deviceAt: null })).toBe(
    'tasks.not-allowed',
  )
})

test('T-2 a second task never touches the first', () => {
  const { lead, assist } = withAssistance()
  story.step('memberA', 'tasks.accept', {}, lead())
  const before = lead()

  story.step('memberB', 'tasks.accept', {}, assist()).step('memberB', 'tasks.arrive', {}, assist())

  expect(lead()).toBe(before)
})

test('T-3 a team reports for itself, a body disposes over its own teams', () => {
  const { lead, assist } = withAssistance()
  const of = (task: Task): object => ({ taskId: task.id, deviceAt: null })

  expect(story.refusal('memberB', 'tasks.accept', of(lead()))).toBe('tasks.not-yours')
  expect(story.refusal('bodyB', 'tasks.recall', { taskId: lead().id, ...because })).toBe('tasks.not-yours')
  story.do('bodyB', 'tasks.accept', of(assist()))
  story.do('bodyA', 'tasks.recall', { taskId: assist().id, ...because })
  expect(assist().state).toBe('recalled')
})

test('T-4 late and disordered messages add their time and move nothing back', () => {
  story.dispatched().step('memberA', 'tasks.arrive', { deviceAt: toIso(story.desk.now - MINUTE) })
  expect(story.tasks[0]!.state).toBe('on_scene')

  story.wait(MINUTE).step('memberA', 'tasks.accept', { deviceAt: toIso(story.desk.now - HOUR) })
  story.step('memberA', 'tasks.acknowledge', { receipt: 'delivered' })

  expect(story.tasks[0]!).toMatchObject({
    state: 'on_scene',
    times: {
      accepted: { deviceAt: toIso(story.desk.now - HOUR), serverAt: toIso(story.desk.now) },
      delivered: { serverAt: toIso(story.desk.now) },
    },
  })
  story.do('dispatcher', 'tasks.recall', { taskId: story.tasks[0]!.id, ...because })
  story.step('memberA', 'tasks.finish', { result: '其实已完成', photos: [] })
  expect(story.tasks[0]!).toMatchObject({ state: 'recalled', result: '其实已完成', openTeamId: null })
})

test('T-5 the same message again changes nothing', () => {
  story.dispatched().step('memberA', 'tasks.accept').wait(MINUTE)
  const before = story.tasks[0]!

  const again = story.ask('memberA', 'tasks.accept', { taskId: before.id, deviceAt: null })

  expect(again).toMatchObject({ ok: true, changes: [] })
  expect(story.tasks[0]).toBe(before)
})

test('T-6 a correction is a further row and keeps the order of the steps', () => {
  story.dispatched().wait(HOUR).step('memberA', 'tasks.accept').wait(HOUR).step('memberA', 'tasks.arrive')
  const taskId = story.tasks[0]!.id
  const at = (plus: number): string => toIso(story.desk.now + plus)
  const correct = (step: string, to: string): object => ({ taskId, step, to, reason: '对讲机确认' })

  expect(story.refusal('dispatcher', 'tasks.correct-time', correct('onScene', at(1)))).toBe(
    'tasks.time-out-of-order',
  )
  expect(story.refusal('dispatcher', 'tasks.correct-time', correct('onScene', at(-2 * HOUR)))).toBe(
    'tasks.time-out-of-order',
  )
  expect(story.refusal('dispatcher', 'tasks.correct-time', correct('done', at(0)))).toBe('tasks.time-unknown')
  expect(story.refusal('bodyB', 'tasks.correct-time', correct('onScene', at(-MINUTE)))).toBe(
    'tasks.not-yours',
  )
  story.do('dispatcher', 'tasks.correct-time', correct('onScene', at(-MINUTE)))

  expect(story.tasks[0]!.times.onScene?.serverAt).toBe(at(0))
  expect(story.tasks[0]!.corrections).toMatchObject([{ step: 'onScene', from: at(0), to: at(-MINUTE) }])
})

test('CO-36 T-6 what a phone sent late is corrected to its own times, the first step first', () => {
  story.dispatched().wait(HOUR)
  const taskId = story.tasks[0]!.id
  const at = (plus: number): string => toIso(story.desk.now + plus)
  story.do('memberA', 'tasks.accept', { taskId, deviceAt: at(-50 * MINUTE) })
  story.do('memberA', 'tasks.arrive', { taskId, deviceAt: at(-20 * MINUTE) })
  const correct = (step: 'accepted' | 'onScene'): object => ({
    taskId,
    step,
    to: phoneTimeOf(story.tasks[0]!, step),
    reason: '离线补传',
  })

  expect(story.refusal('dispatcher', 'tasks.correct-time', correct('onScene'))).toBe(
    'tasks.time-out-of-order',
  )
  story.do('dispatcher', 'tasks.correct-time', correct('accepted'))
  story.do('dispatcher', 'tasks.correct-time', correct('onScene'))

  expect(timeOf(story.tasks[0]!, 'onScene')).toBe(at(-20 * MINUTE))
  expect(phoneTimeOf(story.tasks[0]!, 'onScene')).toBeNull()
})

test('T-7 a task that has ended is not ended again', () => {
  const { assist } = withAssistance()
  story.step('memberB', 'tasks.decline', because, assist())

  expect(story.refusal('dispatcher', 'tasks.recall', { taskId: assist().id, ...because })).toBe(
    'tasks.not-allowed',
  )
  expect(assist()).toMatchObject({ state: 'declined', ending: { reason: 'because' } })
})

test('T-8 releasing the last team never closes the incident', () => {
  story.handling().step('memberA', 'tasks.finish', { result: '好', photos: [] })
  expect(story.incident.teamIds).toEqual([town.teams[0]!.id])

  story.step('memberA', 'tasks.release')

  expect(story.incident).toMatchObject({ state: 'handling', teamIds: [] })
})

test('T-9 closing releases what is done and calls the rest back', () => {
  const { lead, assist } = withAssistance()
  story.step('memberA', 'tasks.finish', { result: '好', photos: [] }, lead())
  story.do('bodyA', 'incidents.complete', story.params.complete)

  story.do('verifier', 'incidents.pass', story.params.pass)

  expect([lead().state, assist().state]).toEqual(['released', 'recalled'])
  expect(story.incident.teamIds).toEqual([])
})

test('T-10 a busy team is refused with what it is busy with, or waits its turn for a reason', () => {
  story.dispatched()
  const other = new Story(story.desk, town).filed()

  expect(other.ask('dispatcher', 'incidents.dispatch', other.params.dispatch)).toMatchObject({
    code: 'tasks.team-busy',
    detail: { incidentId: story.incidentId, taskId: story.tasks[0]!.id, assignedBy: 'dispatcher' },
  })
  const team = other.params.team(0, { queueReason: '顺路' })
  other.do('dispatcher', 'incidents.dispatch', { ...other.params.dispatch, teams: [team] })
  expect(
    story.refusal('dispatcher', 'tasks.assign', {
      team: story.params.team(0),
      overrideReason: null,
      note: '',
    }),
  ).toBe('tasks.team-twice')
})

test('T-11 a team that does not fit goes only with a reason', () => {
  const [first, second] = town.teams
  story.desk.put(teamKind, { ...first!, onDuty: false })
  story.desk.put(teamKind, { ...second!, kind: 'medical' })
  story.filed()
  const order = story.params.dispatch

  expect(story.refusal('dispatcher', 'incidents.dispatch', order)).toBe('tasks.team-off-duty')
  expect(
    story.ask('dispatcher', 'incidents.dispatch', { ...order, teams: [story.params.team(1)] }),
  ).toMatchObject({
    code: 'tasks.team-not-competent',
    detail: { reason: 'wrong-kind' },
  })
  story.do('dispatcher', 'incidents.dispatch', { ...order, overrideReason: '最近' })
  expect(story.tasks[0]!.overrideReason).toBe('最近')
})

test('T-12 a lead task is the lead body’s own, and it does not decline', () => {
  story.filed()
  const foreign = { ...story.params.dispatch, teams: [story.params.team(2)] }
  expect(story.refusal('dispatcher', 'incidents.dispatch', foreign)).toBe('tasks.body-not-involved')
  const twice = [story.params.team(0), story.params.team(0)]
  expect(story.refusal('dispatcher', 'incidents.dispatch', { ...story.params.dispatch, teams: twice })).toBe(
    'tasks.team-twice',
  )
  story.do('dispatcher', 'incidents.dispatch', story.params.dispatch)

  const decline = { taskId: story.tasks[0]!.id, deviceAt: null, ...because }
  expect(story.refusal('memberA', 'tasks.decline', decline)).toBe('tasks.lead-only-returns')
})

test('T-13 another team joins while the incident is under way, and its body assists', () => {
  story.filed()
  const joining = { team: story.params.team(2, { role: 'assist' }), overrideReason: null, note: '' }
  expect(story.refusal('dispatcher', 'tasks.assign', joining)).toBe('tasks.incident-not-open')
  story.do('dispatcher', 'incidents.dispatch', story.params.dispatch)
  expect(story.refusal('bodyB', 'tasks.assign', joining)).toBe('tasks.not-yours')

  story.do('dispatcher', 'tasks.assign', joining)

  expect(story.incident.assistingOrganisationIds).toEqual([town.bodies[1]!.id])
  const second = { team: story.params.team(3, { role: 'assist' }), overrideReason: null, note: '' }
  story.do('bodyB', 'tasks.assign', second)
  expect(story.tasks).toHaveLength(3)
})

test('T-13 a replacement takes the place of the one before', () => {
  story.dispatched()
  const out = story.tasks[0]!
  const team = story.params.team(1)

  story.do('dispatcher', 'tasks.replace', { taskId: out.id, team, overrideReason: null, ...because })

  const before = story.tasks.find(task => task.id === out.id)
  expect(before).toMatchObject({ state: 'replaced', replacedByTaskId: team.taskId, openTeamId: null })
  expect(story.incident.teamIds).toEqual([town.teams[1]!.id])
})

test('T-14 a reserved task keeps no team busy until its time', () => {
  story.dispatched()
  const team = story.params.team(2, { role: 'assist' })
  const order = { team, overrideReason: null, note: '' }
  const at = (plus: number): string => toIso(story.desk.now + plus)
  expect(story.refusal('dispatcher', 'tasks.reserve', { ...order, reservedFor: at(0) })).toBe(
    'tasks.reserved-for-past',
  )

  story.do('dispatcher', 'tasks.reserve', { ...order, reservedFor: at(DAY) })
  const task = (): Task => story.tasks.find(one => one.id === team.taskId)!
  expect(task()).toMatchObject({ state: 'reserved', openTeamId: null, times: { assigned: null } })
  story.wait(DAY)

  expect(task()).toMatchObject({ state: 'assigned', openTeamId: team.teamId })
  expect(story.incident.timers).toEqual([])
})

test('T-14 a recalled reservation is never given', () => {
  story.dispatched()
  const team = story.params.team(2, { role: 'assist' })
  const reservedFor = toIso(story.desk.now + DAY)
  story.do('dispatcher', 'tasks.reserve', { team, overrideReason: null, note: '', reservedFor })

  story.do('dispatcher', 'tasks.recall', { taskId: team.taskId, ...because }).wait(2 * DAY)

  expect(story.tasks.find(one => one.id === team.taskId)?.state).toBe('recalled')
  expect(story.desk.timers.size).toBe(0)
})
