import type { FeedBatch, FeedChange, FeedSnapshot } from '@one-centre/shared/feed'
import { isResting } from '@one-centre/shared/incident-machine'
import type { Incident } from '@one-centre/shared/incidents'
import { endedTaskStates, type Task, type TaskState } from '@one-centre/shared/tasks'

/** Commands whose seq may still come back by the feed; older ones have long been heard. */
const REMEMBERED_OWN = 2_000
const OUT: readonly TaskState[] = ['en_route', 'on_scene', 'working']

/** What is open in the county, as the feed tells it. What has ended is forgotten, so it never grows. */
export class Replica {
  readonly #incidents = new Map<string, Incident>()
  readonly #tasks = new Map<string, Task>()
  /** Last change of an incident or its tasks, in ms since 1970, that may be somebody else's. */
  readonly #touched = new Map<string, { readonly at: number; readonly seq: string }>()
  readonly #own = new Set<string>()

  reset(township: string, snapshot: FeedSnapshot): void {
    for (const [id, incident] of this.#incidents)
      if (incident.township === township) this.#incidents.delete(id)
    for (const [id, task] of this.#tasks) if (task.township === township) this.#tasks.delete(id)
    for (const entity of snapshot.entities['incident'] ?? []) this.#keep('incident', entity)
    for (const entity of snapshot.entities['task'] ?? []) this.#keep('task', entity)
  }

  apply(batch: FeedBatch, now: number): void {
    for (const change of batch.changes) {
      if (change.entity === null) this.#forget(change)
      else this.#keep(change.kind, change.entity)
      if (change.actor.id !== 'system') this.#touch(change, `${batch.township}/${change.seq}`, now)
    }
  }

  /** Says that a command of this process took that seq, so that its echo is nobody else's hand. */
  own(township: string, seq: number): void {
    this.#own.add(`${township}/${seq}`)
    if (this.#own.size <= REMEMBERED_OWN) return
    for (const oldest of this.#own) {
      this.#own.delete(oldest)
      break
    }
  }

  open(): readonly Incident[] {
    return [...this.#incidents.values()]
  }

  tasksOf(incidentId: string): readonly Task[] {
    return [...this.#tasks.values()].filter(task => task.incidentId === incidentId)
  }

  /** Whether the team is out for a task: it goes to the next one only afterwards. */
  isOut(teamId: string): boolean {
    return [...this.#tasks.values()].some(task => task.teamId === teamId && OUT.includes(task.state))
  }

  /** Whether a human did something to it less than so many ms ago. */
  inHumanHands(incidentId: string, now: number, withinMs: number): boolean {
    const touch = this.#touched.get(incidentId)
    return touch !== undefined && now - touch.at < withinMs && !this.#own.has(touch.seq)
  }

  #touch(change: FeedChange, seq: string, now: number): void {
    const id = change.kind === 'task' ? change.entity?.['incidentId'] : change.id
    if (typeof id !== 'string' || !this.#incidents.has(id)) return
    this.#touched.set(id, { at: now, seq })
  }

  #keep(kind: string, entity: unknown): void {
    if (kind === 'incident') {
      const incident = entity as Incident
      if (isResting(incident.state)) this.#forget({ kind, id: incident.id })
      else this.#incidents.set(incident.id, incident)
    }
    if (kind === 'task') {
      const task = entity as Task
      if (endedTaskStates.includes(task.state) && !isAwaited(task)) this.#tasks.delete(task.id)
      else this.#tasks.set(task.id, task)
    }
  }

  #forget({ kind, id }: { readonly kind: string; readonly id: string }): void {
    if (kind === 'task') this.#tasks.delete(id)
    if (kind !== 'incident') return
    this.#incidents.delete(id)
    this.#touched.delete(id)
    for (const task of this.tasksOf(id)) this.#tasks.delete(task.id)
  }
}

/** A mandatory task that ended undone still keeps its incident from being completed. */
function isAwaited(task: Task): boolean {
  return task.mandatory && task.times.done === null && (task.state === 'declined' || task.state === 'failed')
}
