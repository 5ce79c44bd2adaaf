import { newId, type Id } from '@one-centre/shared/ids'
import type { FeedSnapshot } from '@one-centre/shared/feed'
import type { Stage } from './ownership.ts'
import type { Place, Scene } from './scene.ts'

/** An incident that has come as far as its stage, and what hangs on it. */
export interface Thing {
  readonly incidentId: Id<'incident'>
  readonly masterId: Id<'incident'>
  readonly taskId: Id<'task'>
  readonly noteId: Id<'note'>
  readonly reportId: Id<'report'>
  itemId: string
}

const reason = '因为'
/** Each story goes on from another. */
const before: Readonly<Partial<Record<Stage, Stage>>> = {
  checking: 'reported',
  declined: 'declining',
  merged: 'reported',
  filed: 'reported',
  dispatched: 'filed',
  accepted: 'dispatched',
  handling: 'accepted',
  done: 'handling',
  handled: 'done',
  closed: 'handled',
  returned: 'dispatched',
  'returned twice': 'returned',
  'extension asked': 'handling',
  'suspension asked': 'handling',
  suspended: 'suspension asked',
  'hand-over proposed': 'filed',
  'handed over': 'hand-over proposed',
  instructed: 'dispatched',
  chased: 'dispatched',
}

/** Tells an incident up to `stage` through the real commands, each by the seat whose work it is. */
export async function tell(
  scene: Scene,
  stage: Stage,
  place: Place = scene.east,
  prefix = '',
): Promise<Thing> {
  const incidentId = newId<'incident'>()
  const made = scene.params(incidentId, place)
  const thing: Thing = {
    incidentId,
    masterId: newId(),
    taskId: newId(),
    noteId: newId(),
    reportId: newId(),
    itemId: newId(),
  }
  const must = async (seat: string, name: string, more: object = {}): Promise<unknown> =>
    scene.must(`${prefix}${seat}`, name, { incidentId, ...more }, place)
  const task = { taskId: thing.taskId, deviceAt: null }
  const send = (index: number, taskId: string): object => ({
    ...made.dispatch,
    teams: [{ ...made.team(index), taskId, queueReason: '排队' }],
    leadOrganisationId: place.bodies[index >> 1],
    note: '请带工具',
  })
  let reported = {}

  const steps: Readonly<Record<Stage, () => Promise<unknown>>> = {
    draft: () => must('intake', 'incidents.save-draft', draftOf(scene, thing, place)),
    reported: async () => {
      reported = (await must('upstream', 'reports.submit', made.report)) as object
    },
    checking: () =>
      must('intake', 'incidents.start-check', { personId: scene.of('grid_worker').personId, means: '' }),
    declining: async () => {
      await must('upstream', 'reports.submit', { ...made.report, source: 'hotline' })
      await must('intake', 'incidents.decline', { reason: 'not-true', text: reason })
    },
    declined: () => must('shift_lead', 'incidents.confirm-decline', { agreed: true, note: '' }),
    merged: async () => {
      const master = scene.params(thing.masterId, place).report
      await scene.must(`${prefix}upstream`, 'reports.submit', master, place)
      await must('intake', 'incidents.merge', { masterId: thing.masterId, reason })
    },
    filed: () => must('intake', 'incidents.file', { ...made.file, description: '说明' }),
    dispatched: () => must('dispatcher', 'incidents.dispatch', send(0, thing.taskId)),
    accepted: () => must('memberA', 'tasks.accept', task),
    handling: () => must('memberA', 'tasks.arrive', task),
    staged: async () => {
      await must('upstream', 'reports.submit', made.report)
      const matterId = place.stagedMatter
      await must('intake', 'incidents.file', { ...made.file, matterId })
      await must('dispatcher', 'incidents.dispatch', send(0, thing.taskId))
      await must('memberA', 'tasks.accept', task)
      await must('memberA', 'tasks.arrive', task)
    },
    done: () => must('memberA', 'tasks.finish', { ...task, result: '已清理', photos: [] }),
    handled: () => must('bodyA', 'incidents.complete', made.complete),
    closed: () => must('verifier', 'incidents.pass', made.pass),
    returned: () => must('bodyA', 'incidents.return', { reason: 'not-competent', basis: reason }),
    'returned twice': async () => {
      await must('dispatcher', 'incidents.redispatch', send(2, newId()))
      await must('bodyB', 'incidents.return', { reason: 'not-competent', basis: reason })
    },
    'extension asked': () => must('bodyA', 'incidents.request-extension', made.extension),
    'suspension asked': () => must('bodyA', 'incidents.request-suspension', made.suspension),
    suspended: () => must('leader', 'incidents.decide-suspension', { granted: true, note: '' }),
    'hand-over proposed': () => must('dispatcher', 'incidents.hand-over', made.handOver),
    'handed over': () => must('shift_lead', 'incidents.confirm-hand-over', { agreed: true, note: '' }),
    instructed: () =>
      must('dispatcher', 'incidents.note', {
        noteId: thing.noteId,
        type: 'instruction',
        text: '注意安全',
        photos: [],
        toOrganisationIds: [place.bodies[0]],
      }),
    chased: async () => {
      await must('dispatcher', 'supervision.chase', { text: '请抓紧' })
      thing.itemId = await chaseOf(scene, incidentId, place, `${prefix}dispatcher`)
    },
  }
  const way: Stage[] = []
  for (let at: Stage | undefined = stage; at !== undefined; at = before[at]) way.unshift(at)
  for (const step of way) await steps[step]()
  return { ...thing, ...reported }
}

function draftOf(scene: Scene, { incidentId }: Thing, place: Place): object {
  const { file } = scene.params(incidentId, place)
  const { title, matterId } = file
  return { version: null, title, description: '', matterId, place: file.place, photos: [] }
}

async function chaseOf(scene: Scene, incidentId: string, place: Place, seat: string): Promise<string> {
  const answer = await scene.http(scene.of(seat), 'GET', `/api/feed/${place.township}/snapshot`)
  const { entities } = answer.body as FeedSnapshot
  const all = (entities['supervision'] ?? []) as unknown as { incidentId: string; chases: { id: string }[] }[]
  return all.find(one => one.incidentId === incidentId)!.chases[0]!.id
}

/** What is asked beside the incident, right for its stage. */
export function askedFor(scene: Scene, name: string, thing: Thing, place: Place = scene.east): object {
  const { incidentId, taskId, noteId, masterId, itemId } = thing
  const made = scene.params(incidentId, place)
  const verb = name.split('.')[1]!
  const named: Readonly<Record<string, object>> = {
    'save-draft': { ...draftOf(scene, thing, place), version: 1 },
    file: made.file,
    'start-check': { personId: null, means: '监控' },
    'conclude-check': { found: true, note: reason, photos: [] },
    decline: { reason: 'not-true', text: reason },
    'set-level': { level: 2, reason },
    merge: { masterId, reason },
    dispatch: { ...made.dispatch, teams: [] },
    redispatch: { ...made.dispatch, leadOrganisationId: place.bodies[2], teams: [] },
    designate: { organisationId: place.bodies[2], reason },
    return: { reason: 'not-competent', basis: reason },
    'advance-stage': { photos: [] },
    complete: made.complete,
    pass: made.pass,
    fail: made.fail,
    'request-extension': made.extension,
    'request-suspension': made.suspension,
    'hand-over': made.handOver,
    'receive-hand-over': { accepted: true, receipt: reason },
    note: { noteId: newId(), type: 'remark', text: reason, photos: [], toOrganisationIds: [] },
    'acknowledge-note': { noteId },
    'call-back': { reached: true, resolved: true, satisfaction: 'satisfied', note: '' },
  }
  const rulings = { agreed: true, granted: true, note: '' }
  if (name.startsWith('tasks.')) return { incidentId, ...ofTask(scene, verb, taskId, place) }
  if (name.startsWith('supervision.')) {
    if (verb === 'acknowledge') return { incidentId, itemId }
    return { incidentId, text: '请抓紧', ...(verb === 'answer' ? { itemId } : {}) }
  }
  const more = named[verb]
  if (more !== undefined) return { incidentId, ...more }
  if (verb.startsWith('confirm-')) return { incidentId, agreed: rulings.agreed, note: '' }
  if (verb.startsWith('decide-')) return { incidentId, granted: rulings.granted, note: '' }
  return verb === 'accept' ? { incidentId } : { incidentId, reason }
}

function ofTask(scene: Scene, verb: string, taskId: string, place: Place): object {
  // The third team of body A: nobody sits in it.
  const team = { ...scene.params(newId(), place).team(6), role: 'assist', queueReason: '排队' }
  const at = scene.app.clock.now()
  const asked: Readonly<Record<string, object>> = {
    assign: { team, overrideReason: null, note: '' },
    reserve: { team, overrideReason: null, note: '', reservedFor: new Date(at + 3_600_000).toISOString() },
    acknowledge: { taskId, receipt: 'delivered', deviceAt: null },
    finish: { taskId, deviceAt: null, result: '已清理', photos: [] },
    fail: { taskId, deviceAt: null, reason },
    recall: { taskId, reason },
    waive: { taskId, reason },
    replace: { taskId, team: { ...team, role: 'lead' }, reason, overrideReason: null },
    'correct-time': { taskId, step: 'accepted', to: new Date(at).toISOString(), reason },
  }
  return asked[verb] ?? { taskId, deviceAt: null }
}
