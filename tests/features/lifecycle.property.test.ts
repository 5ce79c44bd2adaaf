import type { Actor } from '@one-centre/shared/access'
import type { Clock } from '@one-centre/shared/clocks'
import { handlersOf } from '@one-centre/shared/incident-standing'
import { isResting } from '@one-centre/shared/incident-machine'
import { Incident, incidentRefusals } from '@one-centre/shared/incidents'
import { kernelRefusals, isRefusal } from '@one-centre/shared/refusals'
import { Report, reportRefusals } from '@one-centre/shared/reports'
import { isOpen } from '@one-centre/shared/task-machine'
import { Task, taskRefusals } from '@one-centre/shared/tasks'
import { fromIso } from '@one-centre/shared/time'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { incidentKind, reportKind } from '../../server/src/features/incidents/index.ts'
import { taskKind } from '../../server/src/features/tasks/index.ts'
import { parserOf } from '../../server/src/kernel/parse.ts'
import type { DecisionDesk } from '../harness/decisions.ts'
import {
  type Attempt,
  attemptOf,
  beginnings,
  draw,
  type Draw,
  makers,
  type World,
} from '../harness/incident-attempts.ts'
import { Story } from '../harness/incident-story.ts'
import { buildTown, deskOf, type Town } from '../harness/town.ts'

const known = new Set([
  ...Object.keys(kernelRefusals),
  ...Object.keys(incidentRefusals),
  ...Object.keys(taskRefusals),
  ...Object.keys(reportRefusals),
])

const parse = { incident: parserOf(Incident), task: parserOf(Task), report: parserOf(Report) }

function ledgerOf(clock: Clock, now: number): { readonly sum: number; readonly span: number } {
  const end = clock.rows.at(-1)!.to
  const sum = clock.rows.reduce(
    (all, row) => all + (row.to === null ? now : fromIso(row.to)) - fromIso(row.from),
    0,
  )
  return { sum, span: (end === null ? now : fromIso(end)) - fromIso(clock.startedAt) }
}

const underWay = new Set([
  'dispatched',
  'accepted',
  'handling',
  'handled',
  'rework',
  'suspended',
  'closed',
  'archived',
])

function checkIncident(story: Story): void {
  const { incident, tasks, clocks, desk } = story
  const parsed = parse.incident(incident)
  if (isRefusal(parsed)) throw new Error(JSON.stringify(parsed.detail))
  for (const task of tasks) {
    const one = parse.task(task)
    if (isRefusal(one)) throw new Error(JSON.stringify(one.detail))
    expect(task.openTeamId).toBe(isOpen(task) ? task.teamId : null)
  }

  // L-11: exactly one lead.
  if (underWay.has(incident.state)) expect(incident.leadOrganisationId).not.toBeNull()
  expect(incident.assistingOrganisationIds).not.toContain(incident.leadOrganisationId)
  for (const task of tasks.filter(isOpen)) {
    if (incident.leadOrganisationId !== null)
      expect(task.leadOrganisationId).toBe(incident.leadOrganisationId)
    if (task.role === 'lead' && incident.leadOrganisationId !== null) {
      expect(task.organisationId).toBe(incident.leadOrganisationId)
    }
  }
  expect([...incident.teamIds].sort()).toEqual(
    [...new Set(tasks.flatMap(task => task.openTeamId ?? []))].sort(),
  )

  // C-2: the rows account for every millisecond.
  for (const clock of clocks) {
    const { sum, span } = ledgerOf(clock, desk.now)
    expect(sum).toBe(span)
  }
  const current = clocks.filter(clock => clock.step === 'handling' && clock.state !== 'stopped')
  expect(current.length).toBeLessThanOrEqual(1)
  if (isResting(incident.state)) expect(clocks.filter(clock => clock.state !== 'stopped')).toEqual([])
  if (incident.state === 'suspended') expect(current[0]?.state).toBe('paused')

  // L-28: what is armed is known to the incident.
  const armed = [...desk.timers.entries()].filter(
    ([, timer]) => (timer.params as { incidentId?: string }).incidentId === incident.id,
  )
  expect(armed.map(([key]) => key).filter(key => !incident.timers.includes(key))).toEqual([])
}

function actorOf(town: Town, who: Attempt['who']): Actor {
  return who === 'system' ? town.system : town.actors[who]
}

function checkStep(before: Snapshot, story: Story, step: Attempt): void {
  const { incident, tasks, clocks } = story
  // L-20: nobody verifies the work of the own body.
  if (step.command === 'incidents.pass' || step.command === 'incidents.fail') {
    expect(handlersOf(before.incident).has(incident.verifications.at(-1)!.organisationId)).toBe(false)
  }
  // L-17: no handling clock of a cycle begins twice, and its written rows stay.
  for (const clock of before.clocks.filter(one => one.step === 'handling')) {
    const now = clocks.find(one => one.id === clock.id)!
    expect(now.startedAt).toBe(clock.startedAt)
    expect(now.rows.slice(0, clock.rows.length - 1)).toEqual(clock.rows.slice(0, -1))
  }
  const started = clocks.filter(one => one.step === 'handling').map(one => `${one.cycle}/${one.stage}`)
  expect(new Set(started).size).toBe(started.length)
  // L-28: reopening leaves no timer armed.
  if (step.command === 'incidents.reopen') {
    expect([...story.desk.timers.keys()].filter(key => key.includes(incident.id))).toEqual([])
    expect(incident.cycle).toBe(before.incident.cycle + 1)
  }
  // T-2: what one team does never touches the task of another.
  if (step.command.startsWith('tasks.') && step.command !== 'tasks.replace') {
    const moved = before.tasks.filter(task => tasks.find(one => one.id === task.id) !== task)
    expect(moved.length).toBeLessThanOrEqual(1)
  }
  // T-8: whatever a team does, its incident is never closed by it.
  if (step.command.startsWith('tasks.'))
    expect(isResting(incident.state)).toBe(isResting(before.incident.state))
  // T-5: a time that is written stays written.
  for (const task of before.tasks) {
    const now = tasks.find(one => one.id === task.id)!
    for (const [name, time] of Object.entries(task.times)) {
      if (time !== null) expect(now.times[name as keyof Task['times']]).toEqual(time)
    }
  }
}

interface Snapshot {
  readonly incident: Incident
  readonly tasks: readonly Task[]
  readonly clocks: readonly Clock[]
}

/** How often each command was carried out over all runs; a story nobody can tell proves nothing. */
function tell(beginning: number, draws: readonly Draw[], told: Map<string, number>): void {
  const town = buildTown()
  const desk = deskOf(town)
  const stories = [0, 1, 2].map(() => new Story(desk, town))
  const world: World = { town, desk, incidents: stories.map(story => story.incidentId) }
  beginnings[beginning]!(stories[0]!)
  for (const one of draws) {
    const step = attemptOf(one, world)
    desk.pass(step.wait, town.system)
    const story = stories[step.incident]!
    const there = desk.all(incidentKind).some(one => one.id === story.incidentId)
    const before: Snapshot | undefined = there
      ? { incident: story.incident, tasks: story.tasks, clocks: story.clocks }
      : undefined
    const outcome = desk.run(actorOf(town, step.who), step.command, {
      incidentId: story.incidentId,
      ...makers[step.command]!(world, step),
    })
    if (isRefusal(outcome)) {
      expect(known, JSON.stringify(outcome)).toContain(outcome.code)
      if (outcome.code === 'input.invalid')
        throw new Error(`${step.command} ${JSON.stringify(outcome.detail)}`)
      continue
    }
    told.set(step.command, (told.get(step.command) ?? 0) + 1)
    if (before !== undefined) checkStep(before, story, step)
    for (const each of stories) {
      if (desk.all(incidentKind).some(incident => incident.id === each.incidentId)) checkIncident(each)
    }
    checkTeams(desk)
    for (const report of desk.all(reportKind)) expect(isRefusal(parse.report(report))).toBe(false)
  }
}

/** T-10: a team has a second open task only where a reason was given, or where the first was reserved before. */
function checkTeams(desk: DecisionDesk): void {
  const open = desk.all(taskKind).filter(isOpen)
  for (const team of new Set(open.map(task => task.teamId))) {
    const unexplained = open.filter(
      task => task.teamId === team && task.queueReason === null && task.reservedFor === null,
    )
    expect(unexplained.length).toBeLessThanOrEqual(1)
  }
}

test('L-40 any sequence of actions keeps one lead, a foreign verifier, the clocks, the timers and the other tasks', () => {
  const told = new Map<string, number>()
  fc.assert(
    fc.property(
      fc.nat(beginnings.length - 1),
      fc.array(draw, { minLength: 30, maxLength: 60 }),
      (beginning, draws) => tell(beginning, draws, told),
    ),
    { numRuns: 140, seed: 20261123, endOnFailure: true },
  )
  const silent = Object.keys(makers).filter(command => !told.has(command))
  expect(silent).toEqual([])
}, 120_000)
