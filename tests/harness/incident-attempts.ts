import type { Incident } from '@one-centre/shared/incidents'
import { allowedActions } from '@one-centre/shared/incident-machine'
import { newId } from '@one-centre/shared/ids'
import { allowedTaskActions, type TaskAction } from '@one-centre/shared/task-machine'
import { DAY, HOUR, MINUTE, toIso } from '@one-centre/shared/time'
import fc from 'fast-check'
import { incidentKind } from '../../server/src/features/incidents/index.ts'
import { taskKind } from '../../server/src/features/tasks/index.ts'
import type { DecisionDesk } from './decisions.ts'
import { params, type Story } from './incident-story.ts'
import type { ActorName, Town } from './town.ts'

/** One thing somebody tries. The numbers choose among what there is. */
export interface Attempt {
  readonly command: string
  readonly who: ActorName | 'system'
  readonly incident: number
  readonly pick: number
  readonly wait: number
}

type Maker = (world: World, attempt: Attempt) => object
export interface World {
  readonly town: Town
  readonly desk: DecisionDesk
  readonly incidents: readonly Incident['id'][]
}

const ruling = (attempt: Attempt): boolean => attempt.pick % 3 !== 0
const bodyOf = ({ town }: World, attempt: Attempt): string => town.bodies[attempt.pick % 3]!.id
const reason = 'because'

const sending: Maker = ({ town, desk, incidents }, attempt) => {
  const made = params(town, incidents[attempt.incident]!, desk.now)
  const lead = attempt.pick % 3
  const other = (attempt.pick * 5 + 1) % 6
  const teams = [
    made.team(lead * 2),
    ...(attempt.pick % 2 === 0 ? [made.team(other, { role: 'assist' })] : []),
  ]
  return {
    ...made.dispatch,
    leadOrganisationId: town.bodies[lead]!.id,
    teams:
      attempt.pick % 7 === 0
        ? []
        : teams.map(one => ({ ...one, queueReason: attempt.pick % 5 === 0 ? reason : null })),
  }
}
const ofTask: Maker = ({ desk, incidents }, attempt) => {
  const mine = desk.all(taskKind).filter(task => task.incidentId === incidents[attempt.incident])
  return { taskId: mine[attempt.pick % Math.max(1, mine.length)]?.id ?? newId(), deviceAt: null }
}
const joining: Maker = ({ town, desk, incidents }, attempt) => {
  const made = params(town, incidents[attempt.incident]!, desk.now)
  return { team: made.team(attempt.pick % 6, { role: 'assist' }), overrideReason: null, note: '' }
}

export const makers: Readonly<Record<string, Maker>> = {
  'reports.submit': ({ town, desk, incidents }, attempt) => {
    const made = params(town, incidents[attempt.incident]!, desk.now).report
    const level1 = attempt.pick % 4 === 0
    return {
      ...made,
      source: attempt.pick % 5 === 0 ? 'hotline' : 'field',
      matterId: level1 ? null : made.matterId,
    }
  },
  'incidents.file': ({ town, desk, incidents }, attempt) => {
    const made = params(town, incidents[attempt.incident]!, desk.now).file
    return { ...made, level: (attempt.pick % 4) + 1 }
  },
  'incidents.start-check': () => ({ personId: null, means: '监控' }),
  'incidents.conclude-check': (_world, attempt) => ({ found: ruling(attempt), note: reason, photos: [] }),
  'incidents.decline': () => ({ reason: 'not-true', text: reason }),
  'incidents.confirm-decline': (_world, attempt) => ({ agreed: ruling(attempt), note: '' }),
  'incidents.merge': ({ incidents }, attempt) => ({
    masterId: incidents[attempt.pick % incidents.length],
    reason,
  }),
  'incidents.split': () => ({ reason }),
  'incidents.dispatch': sending,
  'incidents.redispatch': sending,
  'incidents.designate': (world, attempt) => ({ organisationId: bodyOf(world, attempt), reason }),
  'incidents.accept': () => ({}),
  'incidents.return': () => ({ reason: 'not-competent', basis: reason }),
  'incidents.complete': ({ town, desk, incidents }, attempt) =>
    params(town, incidents[attempt.incident]!, desk.now).complete,
  'incidents.pass': ({ town, desk, incidents }, attempt) =>
    params(town, incidents[attempt.incident]!, desk.now).pass,
  'incidents.fail': ({ town, desk, incidents }, attempt) =>
    params(town, incidents[attempt.incident]!, desk.now).fail,
  'incidents.request-extension': ({ town, desk, incidents }, attempt) =>
    params(town, incidents[attempt.incident]!, desk.now + attempt.pick * HOUR).extension,
  'incidents.decide-extension': (_world, attempt) => ({ granted: ruling(attempt), note: '' }),
  'incidents.request-suspension': ({ town, desk, incidents }, attempt) =>
    params(town, incidents[attempt.incident]!, desk.now).suspension,
  'incidents.decide-suspension': (_world, attempt) => ({ granted: ruling(attempt), note: '' }),
  'incidents.resume': () => ({ reason }),
  'incidents.appeal': () => ({ reason }),
  'incidents.reopen': () => ({ reason }),
  'incidents.hand-over': (world, attempt) => {
    const { town, desk, incidents } = world
    const made = params(town, incidents[attempt.incident]!, desk.now).handOver
    return { ...made, toOrganisationId: attempt.pick % 4 === 0 ? town.outside.id : bodyOf(world, attempt) }
  },
  'incidents.confirm-hand-over': (_world, attempt) => ({ agreed: ruling(attempt), note: '' }),
  'incidents.receive-hand-over': (_world, attempt) => ({ accepted: ruling(attempt), receipt: reason }),
  'incidents.conclude-hand-over': ({ town, desk, incidents }, attempt) =>
    params(town, incidents[attempt.incident]!, desk.now).complete,
  'incidents.withdraw': () => ({ reason }),
  'incidents.void': () => ({ reason }),
  'incidents.set-level': (_world, attempt) => ({ level: (attempt.pick % 4) + 1, reason }),
  'incidents.call-back': () => ({ reached: true, resolved: true, satisfaction: 'satisfied', note: '' }),
  'tasks.assign': joining,
  'tasks.reserve': (world, attempt) => ({
    ...joining(world, attempt),
    reservedFor: new Date(world.desk.now + (attempt.pick + 1) * HOUR).toISOString(),
  }),
  'tasks.acknowledge': (world, attempt) => ({
    ...ofTask(world, attempt),
    receipt: ruling(attempt) ? 'read' : 'delivered',
  }),
  'tasks.accept': ofTask,
  'tasks.depart': ofTask,
  'tasks.arrive': ofTask,
  'tasks.start': ofTask,
  'tasks.finish': (world, attempt) => ({ ...ofTask(world, attempt), result: reason, photos: [] }),
  'tasks.release': ofTask,
  'tasks.decline': (world, attempt) => ({ ...ofTask(world, attempt), reason }),
  'tasks.fail': (world, attempt) => ({ ...ofTask(world, attempt), reason }),
  'tasks.recall': (world, attempt) => ({
    taskId: (ofTask(world, attempt) as { taskId: string }).taskId,
    reason,
  }),
  'tasks.waive': (world, attempt) => ({
    taskId: (ofTask(world, attempt) as { taskId: string }).taskId,
    reason,
  }),
  'tasks.replace': (world, attempt) => {
    const { team, overrideReason } = joining(world, attempt) as { team: object; overrideReason: null }
    return { taskId: (ofTask(world, attempt) as { taskId: string }).taskId, team, overrideReason, reason }
  },
}

/** The person who usually does it, so that long stories happen; and sometimes somebody else. */
const usual: Readonly<Record<string, readonly ActorName[]>> = {
  reports: ['citizen'],
  intake: ['intake', 'dispatcher'],
  lead: ['shift_lead'],
  body: ['bodyA', 'bodyB', 'bodyC'],
  team: ['memberA', 'memberB', 'memberC', 'bodyA', 'bodyB', 'bodyC'],
  verify: ['verifier'],
  dispatch: ['dispatcher'],
  leader: ['leader'],
}
const deskOfCommand: Readonly<Record<string, keyof typeof usual>> = {
  'reports.submit': 'reports',
  'incidents.withdraw': 'reports',
  'incidents.appeal': 'reports',
  'incidents.confirm-decline': 'lead',
  'incidents.confirm-hand-over': 'lead',
  'incidents.designate': 'lead',
  'incidents.void': 'lead',
  'incidents.dispatch': 'dispatch',
  'incidents.redispatch': 'dispatch',
  'incidents.hand-over': 'dispatch',
  'incidents.conclude-hand-over': 'dispatch',
  'incidents.accept': 'body',
  'incidents.return': 'body',
  'incidents.complete': 'body',
  'incidents.request-extension': 'body',
  'incidents.request-suspension': 'body',
  'incidents.receive-hand-over': 'body',
  'incidents.pass': 'verify',
  'incidents.fail': 'verify',
  'incidents.reopen': 'verify',
  'incidents.call-back': 'verify',
  'incidents.decide-extension': 'leader',
  'incidents.decide-suspension': 'leader',
  'incidents.resume': 'leader',
}

const senders = ['tasks.assign', 'tasks.recall', 'tasks.replace', 'tasks.reserve', 'tasks.waive']

function usualFor(command: string, seat: number): ActorName {
  const name = deskOfCommand[command] ?? (command.startsWith('tasks.') ? 'team' : 'intake')
  const seats = usual[senders.includes(command) ? 'dispatch' : name]!
  return seats[seat % seats.length]!
}

export interface Draw extends Omit<Attempt, 'command' | 'who'> {
  readonly free: string
  readonly guided: number
  readonly stranger: ActorName | null
  readonly seat: number
}

export const draw: fc.Arbitrary<Draw> = fc.record({
  free: fc.constantFrom(...Object.keys(makers)),
  guided: fc.nat(9),
  stranger: fc.option(
    fc.constantFrom<ActorName>(
      'intake',
      'dispatcher',
      'leader',
      'verifier',
      'bodyA',
      'memberB',
      'grid_worker',
    ),
    { freq: 10 },
  ),
  seat: fc.nat(11),
  incident: fc.constantFrom(0, 0, 0, 1, 2),
  pick: fc.nat(599),
  wait: fc.constantFrom(0, 1, MINUTE, MINUTE, 20 * MINUTE, 3 * HOUR, DAY, 8 * DAY),
})

/** What ends a story, or could be done all day, is drawn less often than what goes on with it. */
const rare = [
  'incidents.withdraw',
  'incidents.void',
  'incidents.decline',
  'incidents.merge',
  'incidents.set-level',
  'incidents.call-back',
  'incidents.hand-over',
  'tasks.recall',
  'tasks.reserve',
]

/** Most draws take something this person may do now, as the screens would offer it; the rest try anything. */
export function attemptOf(one: Draw, world: World): Attempt {
  const { free, guided, stranger, seat, ...rest } = one
  const offered = guided === 0 ? undefined : offer(world, one)
  return offered ?? { ...rest, command: free, who: stranger ?? usualFor(free, seat) }
}

const commandOf: Readonly<Partial<Record<TaskAction, string>>> = {
  deliver: 'tasks.acknowledge',
  read: 'tasks.acknowledge',
}

function offer(world: World, { incident, pick, seat, wait }: Draw): Attempt | undefined {
  const { desk, incidents, town } = world
  const like = { incident, pick, wait }
  const there = desk.all(incidentKind).find(one => one.id === incidents[incident])
  if (there === undefined) return { ...like, command: 'reports.submit', who: 'citizen' }
  const tasks = desk.all(taskKind).filter(task => task.incidentId === there.id)
  const offers: Attempt[] = []
  for (const who of Object.keys(town.actors) as ActorName[]) {
    const actor = town.actors[who]
    for (const action of allowedActions(there, actor, tasks, toIso(desk.now))) {
      offers.push({ ...like, command: `incidents.${action}`, who })
    }
    for (const [index, task] of tasks.entries()) {
      for (const action of allowedTaskActions(task, there, actor)) {
        offers.push({ ...like, pick: index, command: commandOf[action] ?? `tasks.${action}`, who })
      }
    }
  }
  if (there.leadOrganisationId !== null) offers.push({ ...like, command: 'tasks.assign', who: 'dispatcher' })
  const fitting = offers.filter(({ command }) => command in makers && (seat === 0 || !rare.includes(command)))
  const commands = [...new Set(fitting.map(({ command }) => command))]
  const command = commands[pick % Math.max(1, commands.length)]
  const able = fitting.filter(one => one.command === command)
  return able[seat % Math.max(1, able.length)]
}

/** How far the first incident has come before chance takes over. */
export const beginnings: readonly ((story: Story) => unknown)[] = [
  () => undefined,
  story => story.reported({ source: 'hotline' }),
  story => story.filed(),
  story => story.dispatched(),
  story => story.handling(),
  story => story.handled(),
  story =>
    story
      .filed()
      .do('dispatcher', 'incidents.hand-over', {
        ...story.params.handOver,
        toOrganisationId: story.town.outside.id,
      })
      .do('shift_lead', 'incidents.confirm-hand-over', { agreed: true, note: '' }),
]
