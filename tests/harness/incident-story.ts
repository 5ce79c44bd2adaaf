import type { Actor } from '@one-centre/shared/access'
import type { Incident } from '@one-centre/shared/incidents'
import { newId, type Id } from '@one-centre/shared/ids'
import { isRefusal, type Refusal } from '@one-centre/shared/refusals'
import type { Task } from '@one-centre/shared/tasks'
import { DAY, toIso } from '@one-centre/shared/time'
import { clockKind } from '../../server/src/features/clocks/index.ts'
import { incidentKind } from '../../server/src/features/incidents/index.ts'
import { taskKind } from '../../server/src/features/tasks/index.ts'
import type { Clock } from '@one-centre/shared/clocks'
import type { DecisionDesk, Done } from './decisions.ts'
import { somewhere, type ActorName, type Town } from './town.ts'

/** Params that are right where nothing else is said. */
export function params(town: Town, incidentId: Id<'incident'>, now: number) {
  const place = { address: '中山路 1 号', position: somewhere, gridId: null }
  const reason = 'because'
  const reply = { receivedAt: toIso(now), spokenTo: '王女士', done: '已清理', doneBy: toIso(now) }
  const team = (index: number, more: object = {}) => ({
    taskId: newId<'task'>(),
    teamId: town.teams[index]!.id,
    role: 'lead' as const,
    mandatory: true,
    queueReason: null,
    ...more,
  })
  return {
    team,
    report: {
      source: 'field',
      sourceId: newId(),
      text: '垃圾无人清理',
      matterId: town.matter.id,
      place,
      happenedAt: null,
      reporter: { name: '王小明', phone: '13812341234' },
      photos: [],
      incidentId,
      joinIncidentId: null,
    },
    file: { incidentId, matterId: town.matter.id, level: 3, title: '暴露垃圾', description: '', place },
    dispatch: {
      incidentId,
      leadOrganisationId: town.bodies[0]!.id,
      assistingOrganisationIds: [],
      teams: [team(0)],
      overrideReason: null,
      note: '',
    },
    complete: { incidentId, measures: '已清理', reply, photosBefore: [], photosAfter: [] },
    pass: { incidentId, note: '', photos: [], answer: '已处理完毕' },
    fail: { incidentId, note: '仍有垃圾', photos: [] },
    extension: { incidentId, reason, until: toIso(now + 10 * DAY), citizenTold: true },
    suspension: { incidentId, reason, interimSafety: '已围挡', photos: [], reviewAt: toIso(now + 20 * DAY) },
    handOver: { incidentId, toOrganisationId: town.bodies[1]!.id, direction: 'across', reason },
  }
}

/** One incident told step by step; every step that is refused throws, so that a test reads as a story. */
export class Story {
  readonly incidentId = newId<'incident'>()
  readonly desk: DecisionDesk
  readonly town: Town

  constructor(desk: DecisionDesk, town: Town) {
    this.desk = desk
    this.town = town
  }

  get params(): ReturnType<typeof params> {
    return params(this.town, this.incidentId, this.desk.now)
  }

  get incident(): Incident {
    return this.desk.get(incidentKind, this.incidentId)
  }

  get tasks(): readonly Task[] {
    return this.desk.all(taskKind).filter(task => task.incidentId === this.incidentId)
  }

  get clocks(): readonly Clock[] {
    return this.desk.all(clockKind).filter(clock => clock.incidentId === this.incidentId)
  }

  clock(step: Clock['step']): Clock | undefined {
    return this.clocks.filter(clock => clock.step === step).at(-1)
  }

  ask(who: ActorName | Actor, name: string, more: object = {}): Done | Refusal {
    const actor = typeof who === 'string' ? this.town.actors[who] : who
    return this.desk.run(actor, name, { incidentId: this.incidentId, ...more })
  }

  do(who: ActorName | Actor, name: string, more: object = {}): this {
    const outcome = this.ask(who, name, more)
    if (isRefusal(outcome)) throw new Error(`${name}: ${outcome.code} ${JSON.stringify(outcome.detail)}`)
    return this
  }

  /** The code of a refusal; throws where the command was done. */
  refusal(who: ActorName | Actor, name: string, more: object = {}): string {
    const outcome = this.ask(who, name, more)
    if (!isRefusal(outcome)) throw new Error(`${name} was done`)
    return outcome.code
  }

  wait(milliseconds: number): this {
    this.desk.pass(milliseconds, this.town.system)
    return this
  }

  reported(more: object = {}): this {
    return this.do('citizen', 'reports.submit', { ...this.params.report, ...more })
  }

  filed(more: object = {}): this {
    return this.reported().do('intake', 'incidents.file', { ...this.params.file, ...more })
  }

  dispatched(more: object = {}): this {
    return this.filed().do('dispatcher', 'incidents.dispatch', { ...this.params.dispatch, ...more })
  }

  step(who: ActorName, name: string, more: object = {}, task: Task | undefined = this.tasks[0]): this {
    return this.do(who, name, { taskId: task!.id, deviceAt: null, ...more })
  }

  handling(): this {
    return this.dispatched().step('memberA', 'tasks.accept').step('memberA', 'tasks.arrive')
  }

  handled(): this {
    return this.handling()
      .step('memberA', 'tasks.finish', { result: '已清理', photos: [] })
      .do('bodyA', 'incidents.complete', this.params.complete)
  }

  closed(): this {
    return this.handled().do('verifier', 'incidents.pass', this.params.pass)
  }
}
