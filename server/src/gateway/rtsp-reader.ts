/** What comes out of an RTSP connection over TCP (RFC 2326 §10.12): messages, and binary data between them. */
export type RtspItem =
  | {
      readonly kind: 'response'
      readonly status: number
      readonly headers: ReadonlyMap<string, readonly string[]>
      readonly body: Buffer
    }
  | {
      readonly kind: 'request'
      readonly method: string
      readonly url: string
      readonly headers: ReadonlyMap<string, readonly string[]>
      readonly body: Buffer
    }
  | { readonly kind: 'data'; readonly channel: number; readonly payload: Buffer }

const DOLLAR = 0x24
const MOST_HEADER_BYTES = 65_536
const MOST_BODY_BYTES = 1_048_576
const END_OF_HEADER = Buffer.from('\r\n\r\n')

export class RtspProtocolError extends Error {}

/** Reads a stream however it is cut. Throws an RtspProtocolError at what is no RTSP; the connection is lost then. */
export class RtspReader {
  #left: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): readonly RtspItem[] {
    this.#left = this.#left.length === 0 ? chunk : Buffer.concat([this.#left, chunk])
    const items: RtspItem[] = []
    for (;;) {
      const item = this.#left[0] === DOLLAR ? this.#data() : this.#message()
      if (item === undefined) return items
      items.push(item)
    }
  }

  #take(bytes: number): Buffer {
    const taken = this.#left.subarray(0, bytes)
    this.#left = this.#left.subarray(bytes)
    return taken
  }

  #data(): RtspItem | undefined {
    if (this.#left.length < 4) return undefined
    const length = this.#left.readUInt16BE(2)
    if (this.#left.length < 4 + length) return undefined
    const frame = this.#take(4 + length)
    return { kind: 'data', channel: frame[1]!, payload: frame.subarray(4) }
  }

  #message(): RtspItem | undefined {
    // Some devices end a message with more line ends than they count.
    while (this.#left[0] === 0x0d || this.#left[0] === 0x0a) this.#take(1)
    if (this.#left.length === 0) return undefined
    if (this.#left[0] === DOLLAR) return this.#data()
    const end = this.#left.indexOf(END_OF_HEADER)
    if (end > MOST_HEADER_BYTES || (end < 0 && this.#left.length > MOST_HEADER_BYTES))
      throw new RtspProtocolError('a header without an end')
    if (end < 0) return undefined
    const [first = '', ...lines] = this.#left.toString('latin1', 0, end).split('\r\n')
    const headers = headersOf(lines)
    const length = Number(headers.get('content-length')?.[0] ?? 0)
    if (!Number.isInteger(length) || length < 0 || length > MOST_BODY_BYTES)
      throw new RtspProtocolError('a body of no known length')
    if (this.#left.length < end + 4 + length) return undefined
    this.#take(end + 4)
    return startOf(first, headers, this.#take(length))
  }
}

function headersOf(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = line.slice(0, colon).trim().toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()])
  }
  return headers
}

function startOf(first: string, headers: ReadonlyMap<string, readonly string[]>, body: Buffer): RtspItem {
  const response = /^RTSP\/1\.\d (\d{3})(?: |$)/.exec(first)
  if (response !== null) return { kind: 'response', status: Number(response[1]), headers, body }
  const request = /^([A-Z_]+) (\S+) RTSP\/1\.\d$/.exec(first)
  if (request !== null) return { kind: 'request', method: request[1]!, url: request[2]!, headers, body }
  throw new RtspProtocolError('a line that is no RTSP')
}
