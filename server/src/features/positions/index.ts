import { can, holds, type Actor } from '@one-centre/shared/access'
import type { Extent } from '@one-centre/shared/cells'
import type {
  DropReason,
  PositionAnswer,
  PositionBatch,
  PositionReport,
  PositionView,
  Unit,
  UnitRef,
} from '@one-centre/shared/positions'
import { refuse, type Refusal } from '@one-centre/shared/refusals'
import { fromIso, HOUR, SECOND } from '@one-centre/shared/time'
import type { Slice } from '../../kernel/handler.ts'
import { createFanOut, roomsOf, type FanOutCounts, type FanOutPorts } from './fan-out.ts'

import { createHistory, type HistoryCounts } from './history.ts'
import { createLatest, type LatestUnit } from './latest.ts'
import { decodeNodeMessage, encodeNodeMessage } from './node-message.ts'
import { judge } from './pipeline.ts'
import type { Accepted, ReportingState, Sample } from './steps.ts'
import { answerTrack } from './track.ts'

export { insertPositions, keepPartitions, readRecent } from './store.ts'
export { unitOfPerson, unitOfTeam } from './units.ts'
export type { LatestUnit } from './latest.ts'
export type { ReportingState } from './steps.ts'

/** What the slice declares to the kernel; positions themselves pass through `openPositions`. */
export const positionsSlice: Slice = {
  name: 'positions',
  kinds: [],
  commands: [],
  queries: [answerTrack],
  reactions: [],
}

export interface PositionPorts extends FanOutPorts {
  /** ms since the epoch. */
  readonly now: () => number
  /** Below 2^32, another one at each start: names the short ids of this run. */
  readonly epoch: number
  /** How often viewers hear of changes, in ms: 200, or down to 50. */
  readonly tickMs: number
  readonly findUnit: (ref: UnitRef) => Unit | undefined
  readonly reportingState: ReportingState
  readonly extent: () => Extent | undefined
  readonly write: (samples: readonly Accepted[]) => Promise<unknown>
  /** The latest stored sample of each unit that is not lost yet, asked once at the start (PO-31). */
  readonly recent: () => Promise<readonly Accepted[]>
  /** Drops old partitions and makes new ones; run at the start and each hour. */
  readonly keepPartitions: () => Promise<unknown>
  readonly publishToNodes: (message: Uint8Array<ArrayBuffer>) => void
  readonly onError: (error: unknown) => void
}

export interface PositionCounts {
  readonly accepted: number
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>
  readonly units: number
  readonly fanOut: FanOutCounts
  readonly history: HistoryCounts
}

export interface OpenedView {
  /** To be joined in place of the rooms of the view before, first. */
  readonly rooms: readonly string[]
  /** To be made and sent once the rooms are joined (F-2). */
  readonly snapshot: () => Uint8Array<ArrayBuffer>
}

export interface Positions {
  /** Takes a batch in the name of the actor; refuses it whole only where the actor may send nothing in the township. */
  ingest(batch: PositionBatch, actor: Actor): PositionAnswer | Refusal
  /** Refuses where the actor may not see positions in one of the townships (PO-3). */
  openView(view: PositionView, actor: Actor): OpenedView | Refusal
  onNodeMessage(message: Uint8Array): void
  /** What this node knows of a unit now. */
  readonly find: (unitId: string) => Readonly<LatestUnit> | undefined
  readonly inTownship: (township: string) => Iterable<Readonly<LatestUnit>>
  tick(): void
  counts(): PositionCounts
  /** Resolves when the partitions are there and the timers run. */
  start(): Promise<void>
  /** Stops the timers and writes what waits. */
  close(): Promise<void>
}

const SWEEP_EVERY_MS = SECOND

export function openPositions(ports: PositionPorts): Positions {
  const latest = createLatest()
  const history = createHistory(ports.write, ports.onError)
  const fanOut = createFanOut(latest, ports.epoch, ports)
  const suspects = new Map<string, Sample>()
  const dropped: Partial<Record<DropReason, number>> = {}
  const timers: NodeJS.Timeout[] = []
  let accepted = 0
  let forNodes: Accepted[] = []

  function take(sample: Sample, clockAheadMs: number): DropReason | undefined {
    const { id } = sample.unit
    const verdict = judge(sample, {
      clockAheadMs,
      latest: latest.find(id),
      suspect: suspects.get(id),
      extent: ports.extent(),
      reportingState: ports.reportingState,
    })
    if (!verdict.ok) {
      if (verdict.reason === 'too-fast') suspects.set(id, verdict.sample)
      return verdict.reason
    }
    suspects.delete(id)
    history.add(verdict.sample)
    if (latest.put(verdict.sample)) forNodes.push(verdict.sample)
    return undefined
  }

  function ingest(batch: PositionBatch, actor: Actor): PositionAnswer | Refusal {
    const { township } = batch
    if (!can(actor, 'positions.send', township)) return refuse('access.denied')
    const arrivedAt = ports.now()
    const clockAheadMs = fromIso(batch.sentAt) - arrivedAt
    const drops: { index: number; reason: DropReason }[] = []
    for (const [index, report] of batch.reports.entries()) {
      const unit = unitOf(report, actor, township, ports.findUnit)
      const reason =
        typeof unit === 'string' ? unit : take(sampleOf(report, unit, township, arrivedAt), clockAheadMs)
      if (reason === undefined) continue
      drops.push({ index, reason })
      dropped[reason] = (dropped[reason] ?? 0) + 1
    }
    const taken = batch.reports.length - drops.length
    accepted += taken
    return { accepted: taken, dropped: drops }
  }

  function tick(): void {
    if (forNodes.length > 0) ports.publishToNodes(encodeNodeMessage(forNodes))
    forNodes = []
    fanOut.tick(ports.now())
  }

  const guarded = (work: () => unknown) => () => {
    try {
      work()
    } catch (error) {
      ports.onError(error)
    }
  }

  return {
    ingest,
    openView: (view, actor) => {
      if (!view.townships.every(township => can(actor, 'positions.read', township))) {
        return refuse('access.denied')
      }
      return { rooms: roomsOf(view), snapshot: () => fanOut.snapshot(view, ports.now()) }
    },
    onNodeMessage: message => {
      for (const sample of decodeNodeMessage(message, ports.findUnit)) latest.put(sample)
    },
    find: latest.find,
    inTownship: latest.inTownship,
    tick,
    counts: () => ({
      accepted,
      dropped: { ...dropped },
      units: latest.size(),
      fanOut: fanOut.counts(),
      history: history.counts(),
    }),
    start: async () => {
      history.start()
      timers.push(
        setInterval(guarded(tick), ports.tickMs),
        setInterval(
          guarded(() => latest.sweep(ports.now(), ports.reportingState)),
          SWEEP_EVERY_MS,
        ),
        setInterval(() => void ports.keepPartitions().catch(ports.onError), HOUR),
      )
      await ports.keepPartitions()
      for (const sample of await ports.recent()) {
        if (ports.reportingState(sample.unit, sample.township, ports.now()) !== undefined) latest.put(sample)
      }
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer)
      await history.close()
    },
  }
}

/** The unit a report speaks of, where the actor may speak for it (PO-2). */
function unitOf(
  { unit: named }: PositionReport,
  actor: Actor,
  township: string,
  findUnit: PositionPorts['findUnit'],
): Unit | DropReason {
  const own: UnitRef | null = actor.personId === null ? null : { kind: 'person', id: actor.personId }
  const ref = named ?? own
  if (ref === null) return 'unit-unknown'
  const mine =
    (ref.kind === 'person' && ref.id === actor.personId) ||
    (ref.kind === 'team' && actor.posts.some(post => post.teamId === ref.id))
  if (!mine && !holds(actor, 'system', township)) return 'unit-not-yours'
  return findUnit(ref) ?? 'unit-unknown'
}

function sampleOf(report: PositionReport, unit: Unit, township: string, arrivedAt: number): Sample {
  return {
    unit,
    township,
    lon: report.lon,
    lat: report.lat,
    accuracyM: report.accuracyM,
    speedMps: report.speedMps,
    headingDeg: report.headingDeg,
    measuredAt: fromIso(report.measuredAt),
    arrivedAt,
    sequence: report.sequence,
    state: null,
    late: false,
  }
}
