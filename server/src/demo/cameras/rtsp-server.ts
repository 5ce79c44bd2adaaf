import { createHash, randomBytes } from 'node:crypto'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { digestParts } from '../../gateway/rtsp-auth.ts'
import { RtspReader, type RtspItem } from '../../gateway/rtsp-reader.ts'
import { payloadsOf, type AccessUnit } from '../../gateway/h264.ts'

/** A small RTSP server over TCP with Digest sign-in, which loops scenes for ever. Enough for a demonstration and for tests. */
export interface RtspServer {
  readonly port: number
  /** Those who play now. */
  readonly players: () => number
  /** Ends every connection, as a camera that is unplugged does. */
  readonly cut: () => void
  readonly close: () => Promise<void>
}

export interface Scene {
  readonly units: readonly Omit<AccessUnit, 'timestamp'>[]
  readonly framesPerSecond: number
  /** What the description says; `H264` but for a test. */
  readonly codec: string
}

export interface RtspServerOptions {
  readonly port: number
  readonly userName: string
  readonly password: string
  readonly scenes: ReadonlyMap<string, Scene>
}

const REALM = 'one-centre demo'
const CLOCK = 90_000
const PAYLOAD_TYPE = 96

type Request = Extract<RtspItem, { kind: 'request' }>

export async function startRtspServer(options: RtspServerOptions): Promise<RtspServer> {
  const sockets = new Set<Socket>()
  const playing = new Set<Socket>()
  const server: Server = createServer(socket => {
    sockets.add(socket)
    socket.setNoDelay(true)
    const client = new Client(socket, options, {
      plays: () => playing.add(socket),
      rests: () => playing.delete(socket),
    })
    socket.on('data', chunk => client.receive(chunk))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      client.stop()
      sockets.delete(socket)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    players: () => playing.size,
    cut,
    close: () => {
      cut()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

class Client {
  readonly #socket: Socket
  readonly #options: RtspServerOptions
  readonly #told: { readonly plays: () => void; readonly rests: () => void }
  readonly #reader = new RtspReader()
  readonly #nonce = randomBytes(12).toString('hex')
  readonly #session = randomBytes(6).toString('hex')
  #channel = 0
  #timer: NodeJS.Timeout | undefined

  constructor(
    socket: Socket,
    options: RtspServerOptions,
    told: { readonly plays: () => void; readonly rests: () => void },
  ) {
    this.#socket = socket
    this.#options = options
    this.#told = told
  }

  receive(chunk: Buffer): void {
    try {
      for (const item of this.#reader.push(chunk)) if (item.kind === 'request') this.#answer(item)
    } catch {
      this.#socket.destroy()
    }
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#told.rests()
  }

  #answer(request: Request): void {
    const { method, url } = request
    const scene = this.#sceneOf(url)
    if (method === 'OPTIONS')
      this.#reply(request, 200, ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN'])
    else if (!this.#knows(request)) {
      const challenge = `Digest realm="${REALM}", nonce="${this.#nonce}"`
      this.#reply(request, 401, [`WWW-Authenticate: ${challenge}`])
    } else if (scene === undefined) this.#reply(request, 404, [])
    else if (method === 'DESCRIBE') this.#describe(request, scene)
    else if (method === 'SETUP') this.#setUp(request)
    else {
      this.#reply(request, 200, [`Session: ${this.#session}`])
      if (method === 'PLAY') this.#play(scene)
      if (method === 'TEARDOWN') this.stop()
    }
  }

  #reply({ headers }: Request, status: number, lines: readonly string[], body = ''): void {
    const words: Readonly<Record<number, string>> = { 200: 'OK', 401: 'Unauthorized', 404: 'Not Found' }
    const head = [
      `RTSP/1.0 ${status} ${words[status] ?? ''}`,
      `CSeq: ${headers.get('cseq')?.[0] ?? '0'}`,
      ...lines,
      ...(body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    ]
    this.#socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  }

  #knows({ method, headers }: Request): boolean {
    const given = /^Digest (.*)$/i.exec(headers.get('authorization')?.[0] ?? '')?.[1]
    if (given === undefined) return false
    const parts = digestParts(given)
    const { userName, password } = this.#options
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
    const secret = md5(`${userName}:${REALM}:${password}`)
    const about = md5(`${method}:${parts.get('uri') ?? ''}`)
    return (
      parts.get('username') === userName &&
      parts.get('nonce') === this.#nonce &&
      parts.get('response') === md5(`${secret}:${this.#nonce}:${about}`)
    )
  }

  #sceneOf(url: string): Scene | undefined {
    const path =
      URL.parse(url)
        ?.pathname.replace(/^\//, '')
        .replace(/\/track1$/, '') ?? ''
    return this.#options.scenes.get(path.replace(/\/$/, ''))
  }

  #describe(request: Request, { codec }: Scene): void {
    const body = [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=demo',
      't=0 0',
      'a=control:*',
      `m=video 0 RTP/AVP ${PAYLOAD_TYPE}`,
      `a=rtpmap:${PAYLOAD_TYPE} ${codec}/${CLOCK}`,
      `a=fmtp:${PAYLOAD_TYPE} packetization-mode=1`,
      'a=control:track1',
      '',
    ].join('\r\n')
    this.#reply(request, 200, ['Content-Type: application/sdp', `Content-Base: ${request.url}/`], body)
  }

  #setUp(request: Request): void {
    const wanted = /interleaved=(\d+)-(\d+)/.exec(request.headers.get('transport')?.[0] ?? '')
    this.#channel = Number(wanted?.[1] ?? 0)
    const transport = `RTP/AVP/TCP;unicast;interleaved=${this.#channel}-${this.#channel + 1}`
    this.#reply(request, 200, [`Transport: ${transport}`, `Session: ${this.#session};timeout=60`])
  }

  #play({ units, framesPerSecond }: Scene): void {
    if (this.#timer !== undefined) return
    this.#told.plays()
    let frame = 0
    let sequence = 0
    const began = performance.now()
    const send = (): void => {
      // By the clock and not by the timer, which is late under load; what does not fit into the socket is left out.
      const due = ((performance.now() - began) * framesPerSecond) / 1_000
      for (; frame <= due; frame += 1) {
        if (this.#socket.writableLength > 1_048_576) continue
        const unit = units[frame % units.length]!
        const timestamp = Math.round((frame * CLOCK) / framesPerSecond) >>> 0
        sequence = this.#write({ ...unit, timestamp }, sequence)
      }
    }
    this.#timer = setInterval(send, 1_000 / framesPerSecond / 2)
  }

  #write(unit: AccessUnit, from: number): number {
    let sequence = from
    const payloads = payloadsOf(unit)
    for (const [i, payload] of payloads.entries()) {
      sequence = (sequence + 1) & 0xffff
      const head = Buffer.alloc(16)
      head.writeUInt8(0x24, 0)
      head.writeUInt8(this.#channel, 1)
      head.writeUInt16BE(12 + payload.length, 2)
      head.writeUInt8(0x80, 4)
      head.writeUInt8((i === payloads.length - 1 ? 0x80 : 0) | PAYLOAD_TYPE, 5)
      head.writeUInt16BE(sequence, 6)
      head.writeUInt32BE(unit.timestamp, 8)
      head.writeUInt32BE(1, 12)
      this.#socket.write(Buffer.concat([head, payload]))
    }
    return sequence
  }
}
