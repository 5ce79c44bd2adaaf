import { distanceMetres } from '@one-centre/shared/geo'
import { gridsAt } from '@one-centre/shared/grid-index'
import { derivedId, newId, type Id } from '@one-centre/shared/ids'
import { toIso } from '@one-centre/shared/time'
import type { Order } from './api.ts'
import { forecast, type Course } from './course.ts'
import type { Directory } from './directory.ts'
import type { TrackColumns } from './mapping.ts'
import { paceOf, type Pace } from './pace.ts'
import { isDuplicate, refusalInWords } from './replay-reports.ts'
import type { Crew } from './track-crew.ts'
import type { TrackFile, TrackPoint, Trip } from './track-file.ts'

/** What became of a file of tracks; `read` is the sum of all its points. */
export interface TrackTally {
  readonly read: number
  readonly rejected: number
  readonly free: number
  readonly accepted: number
  /** Positions the server did not take, by its reason. */
  readonly dropped: Readonly<Record<string, number>>
  /** Points of trips that an earlier run replayed. */
  readonly storedBefore: number
  readonly ofRejectedTrips: number
  /** Points whose turn did not come before the run was stopped. */
  readonly notReached: number
  readonly trips: { readonly stored: number; readonly storedBefore: number; readonly rejected: number }
  /** Why trips were rejected, each reason once with its count. */
  readonly tripFaults: Readonly<Record<string, number>>
}

const TELL_EVERY_MS = 10_000

interface Counts {
  accepted: number
  storedBefore: number
  ofRejectedTrips: number
  notReached: number
  readonly trips: { stored: number; storedBefore: number; rejected: number }
  readonly dropped: Record<string, number>
  readonly tripFaults: Record<string, number>
}

interface Run {
  readonly crew: Crew
  readonly directory: Directory
  readonly columns: TrackColumns
  readonly pace: Pace
  /** Of the tracks, in one second. */
  readonly speed: number
  readonly counts: Counts
}

/** Each unit lives its own day: a trip is a report, an incident and a task, and its points are sent while the task is accepted. */
export async function replayTracks(
  crew: Crew,
  directory: Directory,
  columns: TrackColumns,
  file: TrackFile,
  speed: number,
  { stop, say }: Course,
): Promise<TrackTally> {
  const counts: Counts = {
    accepted: 0,
    storedBefore: 0,
    ofRejectedTrips: 0,
    notReached: 0,
    trips: { stored: 0, storedBefore: 0, rejected: 0 },
    dropped: {},
    tripFaults: {},
  }
  const { first, last, count } = spanOf(file)
  const run: Run = { crew, directory, columns, speed, counts, pace: paceOf(speed, first, stop) }
  say(forecast('trips', count, last - first, speed))
  const telling = setInterval(() => {
    const { stored, storedBefore, rejected } = counts.trips
    say(`trips: ${stored + storedBefore + rejected} of ${count} begun; ${counts.accepted} points stored`)
  }, TELL_EVERY_MS)
  try {
    await Promise.all(
      [...file.trips.values()].map(async trips => {
        const sender = senderOf(run)
        for (const trip of trips) await replayTrip(run, trip, sender)
      }),
    )
  } finally {
    clearInterval(telling)
  }
  return { read: file.read, rejected: file.rejects.length, free: file.free, ...counts }
}

function spanOf(file: TrackFile): { readonly first: number; readonly last: number; readonly count: number } {
  let [first, last, count] = [Infinity, 0, 0]
  for (const { points } of [...file.trips.values()].flat()) {
    first = Math.min(first, points[0].at)
    last = Math.max(last, points.at(-1)!.at)
    count += 1
  }
  return { first: count === 0 ? 0 : first, last, count }
}

type Send = (point: TrackPoint) => Promise<void>

async function replayTrip(run: Run, trip: Trip, send: Send): Promise<void> {
  const { counts, pace, crew } = run
  await pace.until(trip.points[0].at)
  if (pace.stopped()) {
    counts.notReached += trip.points.length
    return
  }
  const begun = await beginTrip(run, trip)
  if (typeof begun === 'string') {
    counts.trips.rejected += 1
    counts.ofRejectedTrips += trip.points.length
    counts.tripFaults[begun] = (counts.tripFaults[begun] ?? 0) + 1
    return
  }
  if (begun.before) {
    counts.trips.storedBefore += 1
    counts.storedBefore += trip.points.length
  } else {
    counts.trips.stored += 1
    const sending: Promise<void>[] = []
    for (const [index, point] of trip.points.entries()) {
      await pace.until(point.at)
      if (pace.stopped()) {
        counts.notReached += trip.points.length - index
        break
      }
      sending.push(send(point))
    }
    await Promise.all(sending)
  }
  // Also where the run was stopped: no team is left on its way. An earlier one may have been cut off here; what is done already is refused or changes nothing.
  for (const { by, order } of endOf(crew, trip, begun)) await crew[by](order)
}

interface Begun {
  readonly incidentId: Id<'incident'>
  readonly taskId: Id<'task'>
  /** An earlier run began it. */
  readonly before: boolean
}

/** Report, file, dispatch, accept, depart; or in words why the trip cannot be a task. */
async function beginTrip({ crew, directory, columns }: Run, trip: Trip): Promise<Begun | string> {
  const { lon, lat, at } = trip.points[0]
  const { township } = crew
  if (gridsAt(directory.gridIndex, { lon, lat }).grids.length === 0) return 'it begins outside every grid'
  const incidentId = derivedId<'incident'>('replay', 'incident', township, 'patrol', trip.number)
  const taskId = derivedId<'task'>('replay', 'task', incidentId)
  const title = columns.trip.replaceAll('{unit}', trip.unit).slice(0, 120)
  const place = { address: '', position: { lon, lat }, gridId: null }
  const order = orderIn(township)
  const reported = await crew.desk(
    order('reports.submit', {
      source: 'patrol',
      sourceId: trip.number,
      text: title,
      matterId: crew.matterId,
      place,
      happenedAt: toIso(at),
      reporter: null,
      photos: [],
      incidentId,
      joinIncidentId: null,
    }),
  )
  if (!reported.ok) return refusalInWords(reported)
  if (isDuplicate(reported)) return { incidentId, taskId, before: true }
  const team = { taskId, teamId: crew.teamId(trip.unit), role: 'lead', mandatory: true, queueReason: null }
  const steps = [
    await crew.desk(
      order('incidents.file', {
        incidentId,
        matterId: crew.matterId,
        level: 3,
        title,
        description: '',
        place,
      }),
    ),
    await crew.desk(
      order('incidents.dispatch', {
        incidentId,
        leadOrganisationId: crew.fleetId,
        assistingOrganisationIds: [],
        teams: [team],
        overrideReason: null,
        note: '',
      }),
    ),
    await crew.fleet(order('tasks.accept', { incidentId, taskId, deviceAt: null })),
    await crew.fleet(order('tasks.depart', { incidentId, taskId, deviceAt: null })),
  ]
  const refusal = steps.find(step => !step.ok)
  return refusal === undefined ? { incidentId, taskId, before: false } : refusalInWords(refusal)
}

const orderIn =
  (township: Id<'organisation'>) =>
  (name: string, params: object): Order => ({ name, commandId: newId(), township, params })

interface Step {
  readonly by: 'desk' | 'fleet' | 'verifier'
  readonly order: Order
}

function endOf(crew: Crew, trip: Trip, { incidentId, taskId }: Begun): readonly Step[] {
  const order = orderIn(crew.township)
  const both = { incidentId, taskId, deviceAt: null }
  const now = toIso(Date.now())
  const words = `${trip.points.length} points, ${toIso(trip.points[0].at)} … ${toIso(trip.points.at(-1)!.at)}`
  const reply = { receivedAt: now, spokenTo: trip.unit, done: words, doneBy: now }
  return [
    { by: 'fleet', order: order('tasks.arrive', both) },
    { by: 'fleet', order: order('tasks.finish', { ...both, result: words, photos: [] }) },
    { by: 'fleet', order: order('tasks.release', both) },
    {
      by: 'fleet',
      order: order('incidents.complete', {
        incidentId,
        measures: words,
        reply,
        photosBefore: [],
        photosAfter: [],
      }),
    },
    {
      by: 'verifier',
      order: order('incidents.pass', { incidentId, note: 'replayed', photos: [], answer: words }),
    },
  ]
}

/** As wide as the server takes it. */
const LEAST_ACCURACY_M = 1_000

/**
 * Sends the points of one unit as measured now. At another speed than life's a second stands for minutes: the
 * accuracy told is the way since the last point, because so far off the unit may be at this instant.
 */
function senderOf({ crew, counts, speed }: Run): Send {
  let last: TrackPoint | undefined
  let measuredAt = 0
  let sequence = 0
  return async point => {
    const way = last === undefined ? 0 : distanceMetres(last, point)
    last = point
    measuredAt = Math.max(measuredAt + 1, Date.now())
    sequence += 1
    const dropped = await crew.position(point.unit, {
      unit: { kind: 'team', id: crew.teamId(point.unit) },
      lon: point.lon,
      lat: point.lat,
      accuracyM: speed === 1 ? null : Math.min(LEAST_ACCURACY_M, Math.ceil(way)),
      speedMps: null,
      headingDeg: null,
      measuredAt: toIso(measuredAt),
      sequence,
    })
    if (dropped === null) counts.accepted += 1
    else counts.dropped[dropped] = (counts.dropped[dropped] ?? 0) + 1
  }
}
