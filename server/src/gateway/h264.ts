/** H.264 in RTP (RFC 6184): packets of a camera into access units, access units into packets of ours. */

/** One picture: all its slices, with the parameter sets before a key picture. */
export interface AccessUnit {
  /** 90 kHz, as the camera counts. */
  readonly timestamp: number
  readonly nals: readonly Buffer[]
  readonly key: boolean
}

const IDR = 5
const SEI = 6
const SPS = 7
const PPS = 8
const DELIMITER = 9
const FILLER = 12
const STAP_A = 24
const FU_A = 28

export const nalType = (nal: Buffer): number => nal[0]! & 0x1f
const isSlice = (type: number): boolean => type >= 1 && type <= IDR

/** `first_mb_in_slice` is the first Exp-Golomb number of the slice header: a leading 1 bit says zero. */
export const beginsPicture = (nal: Buffer): boolean => (nal[1] ?? 0) >= 0x80

export interface RtpIn {
  readonly sequence: number
  readonly timestamp: number
  readonly marker: boolean
  readonly payloadType: number
  readonly payload: Buffer
}

/** RFC 3550; undefined for what is no RTP. Extensions and padding are left behind. */
export function readRtp(packet: Buffer): RtpIn | undefined {
  if (packet.length < 12 || packet[0]! >> 6 !== 2) return undefined
  let from = 12 + (packet[0]! & 0x0f) * 4
  if ((packet[0]! & 0x10) !== 0) {
    if (packet.length < from + 4) return undefined
    from += 4 + packet.readUInt16BE(from + 2) * 4
  }
  const padding = (packet[0]! & 0x20) === 0 ? 0 : packet[packet.length - 1]!
  if (from >= packet.length - padding) return undefined
  return {
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    marker: (packet[1]! & 0x80) !== 0,
    payloadType: packet[1]! & 0x7f,
    payload: packet.subarray(from, packet.length - padding),
  }
}

/**
 * Gathers NAL units into pictures. A picture ends before a slice whose `first_mb_in_slice` is 0, before a delimiter or
 * parameter set that follows a slice, at another timestamp, and at the marker, until a device is seen to set it on
 * every slice.
 */
export class AccessUnits {
  #sets: ReadonlyMap<number, Buffer>
  #nals: Buffer[] = []
  #timestamp = 0
  #fragments: Buffer[] = []
  #lastSequence: number | undefined
  #afterMarker: number | undefined
  #markersLie = false

  constructor(parameterSets: readonly Buffer[]) {
    this.#sets = new Map(parameterSets.map(set => [nalType(set), set]))
  }

  get sps(): Buffer | undefined {
    return this.#sets.get(SPS)
  }

  push(packet: RtpIn): readonly AccessUnit[] {
    const gap = this.#lastSequence !== undefined && packet.sequence !== ((this.#lastSequence + 1) & 0xffff)
    this.#lastSequence = packet.sequence
    if (gap) this.#fragments = []
    const done: AccessUnit[] = []
    for (const nal of this.#nalsOf(packet.payload)) this.#add(nal, packet.timestamp, done)
    if (packet.marker && !this.#markersLie && this.#fragments.length === 0) {
      if (this.#nals.some(nal => isSlice(nalType(nal)))) {
        this.#afterMarker = packet.timestamp
        this.#end(done)
      }
    }
    return done
  }

  #nalsOf(payload: Buffer): readonly Buffer[] {
    const type = nalType(payload)
    if (type === FU_A) return this.#fragment(payload)
    this.#fragments = []
    if (type === STAP_A) return aggregated(payload)
    return type > 0 && type < STAP_A ? [payload] : []
  }

  #fragment(payload: Buffer): readonly Buffer[] {
    if (payload.length < 3) return []
    const header = payload[1]!
    if ((header & 0x80) !== 0) {
      this.#fragments = [Buffer.from([(payload[0]! & 0xe0) | (header & 0x1f)]), payload.subarray(2)]
    } else if (this.#fragments.length > 0) this.#fragments.push(payload.subarray(2))
    if ((header & 0x40) === 0 || this.#fragments.length === 0) return []
    const nal = Buffer.concat(this.#fragments)
    this.#fragments = []
    return [nal]
  }

  #add(nal: Buffer, timestamp: number, done: AccessUnit[]): void {
    const type = nalType(nal)
    const slice = isSlice(type)
    const inPicture = this.#nals.some(one => isSlice(nalType(one)))
    const begins = slice ? beginsPicture(nal) : [SEI, SPS, PPS, DELIMITER].includes(type)
    if (slice && !begins && this.#afterMarker === timestamp) this.#markersLie = true
    this.#afterMarker = undefined
    if (inPicture && (begins || timestamp !== this.#timestamp)) this.#end(done)
    this.#timestamp = timestamp
    if (type === SPS || type === PPS) this.#sets = new Map([...this.#sets, [type, Buffer.from(nal)]])
    if (type !== DELIMITER && type !== FILLER) this.#nals.push(nal)
  }

  #end(done: AccessUnit[]): void {
    const nals = this.#nals
    this.#nals = []
    const key = nals.some(nal => nalType(nal) === IDR)
    const missing = key ? [SPS, PPS].filter(type => !nals.some(nal => nalType(nal) === type)) : []
    const sets = missing.flatMap(type => this.#sets.get(type) ?? [])
    done.push({ timestamp: this.#timestamp, nals: [...sets, ...nals], key })
  }
}

function aggregated(payload: Buffer): readonly Buffer[] {
  const nals: Buffer[] = []
  for (let at = 1; at + 2 < payload.length;) {
    const length = payload.readUInt16BE(at)
    if (length > 0) nals.push(payload.subarray(at + 2, at + 2 + length))
    at += 2 + length
  }
  return nals
}

/** Below the smallest path a browser is likely to have, with room for SRTP. */
const MOST_PAYLOAD_BYTES = 1_160

/** RTP payloads of a picture; the last one carries the marker. */
export function payloadsOf(unit: AccessUnit): readonly Buffer[] {
  return unit.nals.flatMap(nal => (nal.length <= MOST_PAYLOAD_BYTES ? [nal] : fragmentsOf(nal)))
}

function fragmentsOf(nal: Buffer): readonly Buffer[] {
  const indicator = (nal[0]! & 0xe0) | FU_A
  const payloads: Buffer[] = []
  const step = MOST_PAYLOAD_BYTES - 2
  for (let at = 1; at < nal.length; at += step) {
    const first = at === 1 ? 0x80 : 0
    const last = at + step >= nal.length ? 0x40 : 0
    payloads.push(
      Buffer.concat([Buffer.from([indicator, first | last | nalType(nal)]), nal.subarray(at, at + step)]),
    )
  }
  return payloads
}
