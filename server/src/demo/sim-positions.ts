import type { Incident } from '@one-centre/shared/incidents'
import type { PositionReport } from '@one-centre/shared/positions'
import type { Task, TaskState } from '@one-centre/shared/tasks'
import { toIso } from '@one-centre/shared/time'
import type { Api } from './sim-api.ts'
import type { Cast } from './sim-cast.ts'
import type { Replica } from './sim-replica.ts'
import type { Trips } from './sim-trips.ts'

/** A unit that stands still speaks less often. */
const STANDING_EVERY_S = 10
/** Where a phone may report at all (principle 5: only with an accepted task). */
const REPORTING: readonly TaskState[] = ['accepted', 'en_route', 'on_scene', 'working']

export interface PositionOptions {
  readonly cast: Cast
  readonly api: Api
  readonly replica: Replica
  readonly trips: Trips
}

/** Hands in where the teams are, each by the phone of its leader, once a second while it moves. */
export class PositionSender {
  readonly #options: PositionOptions
  readonly #waiting = new Set<string>()

  constructor(options: PositionOptions) {
    this.#options = options
  }

  tick(now: number): void {
    const second = Math.floor(now / 1_000)
    for (const incident of this.#options.replica.open()) {
      for (const task of this.#options.replica.tasksOf(incident.id)) {
        const moves = task.state === 'en_route' || second % STANDING_EVERY_S === 0
        if (moves && REPORTING.includes(task.state)) void this.#send(task, incident, now)
      }
    }
  }

  async #send(task: Task, incident: Incident, now: number): Promise<void> {
    const { cast, api, trips } = this.#options
    const personId = cast.personFor({ role: 'member', teamId: task.teamId }, task.township)
    const at = trips.where(task, incident, now)
    // A phone sends its next measurement when the last one was answered.
    if (personId === undefined || at === undefined || this.#waiting.has(task.teamId)) return
    this.#waiting.add(task.teamId)
    const report: PositionReport = {
      unit: { kind: 'team', id: task.teamId },
      lon: at.lon,
      lat: at.lat,
      accuracyM: 8,
      speedMps: at.speedMps,
      headingDeg: at.headingDeg,
      measuredAt: toIso(now),
      sequence: Math.floor(now / 1_000) % 4_294_967_296,
    }
    const body = { township: task.township, sentAt: toIso(Date.now()), reports: [report] }
    await api.ask(personId, 'POST', '/api/positions', body)
    this.#waiting.delete(task.teamId)
  }
}
