import type { Position } from '@one-centre/shared/geo'
import type { Incident } from '@one-centre/shared/incidents'
import type { Task } from '@one-centre/shared/tasks'
import type { LonLat, TeamPlan } from './plan.ts'
import type { Router } from './routing.ts'
import { lengthMetres, placeAlong } from './sim-routes.ts'

/** Where no road leads one walks. */
const WALK_MPS = 1.6
/** A car is never slower than this in the sum of its way. */
const LEAST_MPS = 5

interface Trip {
  readonly line: readonly LonLat[]
  readonly lengthMetres: number
  readonly speedMps: number
  /** ms since 1970 */
  readonly startedAt: number
}

export interface Whereabouts extends Position {
  readonly headingDeg: number
  readonly speedMps: number
}

/** Where the teams with a task are. A trip follows from the task and its departure, so a restart finds it again. */
export class Trips {
  readonly #router: Router
  readonly #teams: ReadonlyMap<string, TeamPlan>
  readonly #trips = new Map<string, Trip>()
  readonly #last = new Map<string, Position>()
  readonly #ahead = new Map<string, number>()

  constructor(router: Router, teams: ReadonlyMap<string, TeamPlan>) {
    this.#router = router
    this.#teams = teams
  }

  /** Lets a team be part of its way already: 0 at the start, 1 there. */
  begin(incidentId: string, part: number): void {
    this.#ahead.set(incidentId, part)
  }

  hasArrived(task: Task, incident: Incident, now: number): boolean {
    const trip = this.#tripOf(task, incident)
    return trip === undefined || (now - trip.startedAt) / 1_000 >= trip.lengthMetres / trip.speedMps
  }

  where(task: Task, incident: Incident, now: number): Whereabouts | undefined {
    const trip = task.state === 'accepted' ? undefined : this.#tripOf(task, incident)
    if (trip === undefined) {
      const at = this.#startOf(task)
      return at === undefined ? undefined : { ...at, headingDeg: 0, speedMps: 0 }
    }
    const metres = Math.min(trip.lengthMetres, (trip.speedMps * (now - trip.startedAt)) / 1_000)
    const onTheWay = task.state === 'en_route' && metres < trip.lengthMetres
    const at = placeAlong(trip.line, onTheWay ? metres : trip.lengthMetres)
    this.#last.set(task.teamId, { lon: at.lon, lat: at.lat })
    return { ...at, speedMps: onTheWay ? trip.speedMps : 0 }
  }

  /** Forgets what no longer moves. */
  keepOnly(taskIds: ReadonlySet<string>, incidentIds: ReadonlySet<string>): void {
    for (const id of this.#trips.keys()) if (!taskIds.has(id)) this.#trips.delete(id)
    for (const id of this.#ahead.keys()) if (!incidentIds.has(id)) this.#ahead.delete(id)
  }

  #startOf(task: Task): Position | undefined {
    return this.#last.get(task.teamId) ?? this.#teams.get(task.teamId)?.base
  }

  #tripOf(task: Task, incident: Incident): Trip | undefined {
    const known = this.#trips.get(task.id)
    if (known !== undefined) return known
    const from = this.#startOf(task)
    const to = incident.place.position
    const departed = task.times.enRoute ?? task.times.onScene ?? task.times.working
    if (from === undefined || to === null || departed === null) return undefined
    const route = this.#router.route(from, to)
    const line: readonly LonLat[] = [[from.lon, from.lat], ...(route?.line ?? []), [to.lon, to.lat]]
    const length = lengthMetres(line)
    const speedMps =
      route === undefined ? WALK_MPS : Math.max(LEAST_MPS, route.lengthMetres / route.seconds || 0)
    const ahead = (this.#ahead.get(incident.id) ?? 0) * (length / speedMps) * 1_000
    const trip = { line, lengthMetres: length, speedMps, startedAt: Date.parse(departed.serverAt) - ahead }
    this.#trips.set(task.id, trip)
    return trip
  }
}
