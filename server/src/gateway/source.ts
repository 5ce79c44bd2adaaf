import type { Networks } from '../platform/networks.ts'
import { AccessUnits, readRtp, type AccessUnit } from './h264.ts'
import { openRtsp, type RtspError, type RtspStream } from './rtsp-client.ts'
import { sizeOf } from './sps.ts'
import type { GatewaySettings, StreamHealth, StreamSource, StreamState } from './words.ts'

export interface UnitListener {
  readonly unit: (unit: AccessUnit) => void
}

export interface SourceOptions {
  readonly source: StreamSource
  readonly networks: Networks
  readonly alias: GatewaySettings['alias']
  /** Nobody has watched for a while: the stream is closed and may be forgotten. */
  readonly idle: () => void
}

/** A reload or a change of tile does not make a camera start anew. */
const IDLE_STOP_MS = 10_000
const FIRST_AGAIN_MS = 500
const LONGEST_AGAIN_MS = 30_000
/** Wrong passwords lock many devices: they are tried rarely. */
const AUTH_AGAIN_MS = 60_000
/** Pictures kept for whoever comes in the middle; a camera with longer groups makes them wait. */
const MOST_KEPT_UNITS = 300
const MOST_KEPT_BYTES = 8 * 1_048_576
const CLOCK_PER_MS = 90
/** A jump of the camera's clock beyond this is a new beginning. */
const MOST_STEP_MS = 5_000
const RATE_WINDOW_MS = 3_000

/** One stream of one camera: opened for the first viewer, shared by all, closed when nobody watches. */
export class SharedSource {
  readonly #options: SourceOptions
  readonly #listeners = new Set<UnitListener>()
  #stream: RtspStream | undefined
  #units = new AccessUnits([])
  #state: StreamState = 'idle'
  #codec = ''
  #size = { width: 0, height: 0 }
  #kept: AccessUnit[] = []
  #keptBytes = 0
  #arrivals: number[] = []
  #lastFrameAt: number | null = null
  #failures = 0
  #again: NodeJS.Timeout | undefined
  #idleTimer: NodeJS.Timeout | undefined
  #clock = { camera: 0, ours: 0, at: 0, begun: false }

  constructor(options: SourceOptions) {
    this.#options = options
  }

  attach(listener: UnitListener): void {
    this.#listeners.add(listener)
    clearTimeout(this.#idleTimer)
    if (this.#stream === undefined && this.#again === undefined) this.#open()
  }

  detach(listener: UnitListener): void {
    if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return
    clearTimeout(this.#idleTimer)
    this.#idleTimer = setTimeout(() => this.#options.idle(), IDLE_STOP_MS)
  }

  /** Pictures since the last key picture, as a newcomer needs them. */
  recent(): readonly AccessUnit[] {
    return this.#kept
  }

  health(now: number): StreamHealth {
    const from = now - RATE_WINDOW_MS
    this.#arrivals = this.#arrivals.filter(at => at > from)
    const rate = (this.#arrivals.length * 1_000) / RATE_WINDOW_MS
    return {
      key: this.#options.source.key,
      state: this.#state,
      codec: this.#codec,
      ...this.#size,
      framesPerSecond: Math.round(rate * 10) / 10,
      lastFrameAt: this.#lastFrameAt,
      viewers: this.#listeners.size,
    }
  }

  close(): void {
    clearTimeout(this.#again)
    clearTimeout(this.#idleTimer)
    this.#again = undefined
    this.#stream?.close()
    this.#stream = undefined
    this.#state = 'idle'
    this.#forget()
  }

  #open(): void {
    this.#again = undefined
    this.#state = 'connecting'
    const { source, networks, alias } = this.#options
    const { url, userName, password } = source
    this.#stream = openRtsp(
      { url, who: { userName, password }, networks, alias },
      {
        described: video => {
          this.#codec = video.codec
          this.#units = new AccessUnits(video.parameterSets)
        },
        packet: packet => this.#receive(packet),
        ended: error => this.#ended(error),
      },
    )
  }

  #ended(error: RtspError): void {
    this.#stream = undefined
    this.#state = error.fault
    if (error.codec !== '') this.#codec = error.codec
    this.#forget()
    this.#clock.begun = false
    this.#failures += 1
    const backOff = Math.min(FIRST_AGAIN_MS * 2 ** (this.#failures - 1), LONGEST_AGAIN_MS)
    const rest = error.fault === 'unreachable' ? backOff : AUTH_AGAIN_MS
    // Spread, so that a switch that comes back does not meet all cameras at once.
    this.#again = setTimeout(() => this.#open(), rest * (0.75 + Math.random() / 2))
  }

  #forget(): void {
    this.#kept = []
    this.#keptBytes = 0
    this.#arrivals = []
  }

  #receive(packet: Buffer): void {
    const rtp = readRtp(packet)
    if (rtp === undefined) return
    for (const unit of this.#units.push(rtp)) this.#pass({ ...unit, timestamp: this.#ours(unit.timestamp) })
  }

  /** The camera's clock on ours, which goes on over every reconnection. */
  #ours(camera: number): number {
    const now = performance.now()
    const step = (camera - this.#clock.camera) | 0
    const jumped = !this.#clock.begun || Math.abs(step) > MOST_STEP_MS * CLOCK_PER_MS
    const passed = this.#clock.at === 0 ? 0 : Math.round((now - this.#clock.at) * CLOCK_PER_MS)
    const ours = (this.#clock.ours + (jumped ? passed : step)) >>> 0
    this.#clock = { camera, ours, at: now, begun: true }
    return ours
  }

  #pass(unit: AccessUnit): void {
    const now = Date.now()
    this.#lastFrameAt = now
    this.#arrivals.push(now)
    if (this.#state !== 'live') {
      this.#state = 'live'
      this.#failures = 0
    }
    if (unit.key) {
      this.#forgetKept()
      const sps = this.#units.sps
      this.#size = (sps && sizeOf(sps)) ?? this.#size
    }
    this.#keep(unit)
    for (const listener of this.#listeners) listener.unit(unit)
  }

  #forgetKept(): void {
    this.#kept = []
    this.#keptBytes = 0
  }

  #keep(unit: AccessUnit): void {
    if (!unit.key && this.#kept.length === 0) return
    this.#keptBytes += unit.nals.reduce((sum, nal) => sum + nal.length, 0)
    if (this.#kept.length >= MOST_KEPT_UNITS || this.#keptBytes > MOST_KEPT_BYTES) this.#forgetKept()
    else this.#kept.push(unit)
  }
}
