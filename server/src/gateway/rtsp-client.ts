import { lookup } from 'node:dns/promises'
import { connect as tcp, isIP, type Socket } from 'node:net'
import { connect as tls } from 'node:tls'
import type { Networks } from '../platform/networks.ts'
import { authorizationOf, challengeOf, type Challenge, type Credentials } from './rtsp-auth.ts'
import { RtspReader, type RtspItem } from './rtsp-reader.ts'
import { controlUrl, videoOf, type VideoOffer } from './sdp.ts'

export type RtspFault = 'auth_failed' | 'unreachable' | 'unsupported_codec'

/** Why a stream did not come or ended. */
export class RtspError extends Error {
  readonly fault: RtspFault
  /** Of `unsupported_codec`: which. */
  readonly codec: string

  constructor(fault: RtspFault, message: string, codec = '') {
    super(message)
    this.fault = fault
    this.codec = codec
  }
}

export interface RtspTarget {
  readonly url: string
  readonly who: Credentials
  readonly networks: Networks
  readonly alias: { readonly host: string; readonly address: string; readonly port: number } | null
}

export interface RtspEvents {
  readonly described: (video: VideoOffer) => void
  readonly packet: (packet: Buffer) => void
  /** Once, whatever happened; not after `close`. */
  readonly ended: (error: RtspError) => void
}

export interface RtspStream {
  /** Says TEARDOWN and hangs up; further calls do nothing. */
  readonly close: () => void
}

const ANSWER_MS = 5_000
/** A camera that says nothing for so long is gone. */
const SILENCE_MS = 8_000
const SESSION_SECONDS = 60
const RTSP_PORT = 554

type Response = Extract<RtspItem, { kind: 'response' }>

/** Opens a camera's video over one TCP connection (RFC 2326 §10.12) and keeps it open. */
export function openRtsp(target: RtspTarget, events: RtspEvents): RtspStream {
  const connection = new Connection(target, events)
  connection.run().catch((error: unknown) => connection.fail(error))
  return { close: () => connection.close() }
}

class Connection {
  readonly #target: RtspTarget
  readonly #events: RtspEvents
  readonly #reader = new RtspReader()
  readonly #waiting = new Map<number, (response: Response) => void>()
  #socket: Socket | undefined
  #sequence = 0
  #challenge: Challenge | undefined
  #uses = 0
  #session = ''
  #base: string
  #keepAlive: NodeJS.Timeout | undefined
  #silence: NodeJS.Timeout | undefined
  #over = false
  #rejectOpen: ((error: RtspError) => void) | undefined

  constructor(target: RtspTarget, events: RtspEvents) {
    this.#target = target
    this.#events = events
    this.#base = target.url
  }

  async run(): Promise<void> {
    await this.#connect()
    const described = await this.#ask('DESCRIBE', this.#base, ['Accept: application/sdp'])
    if (described.status !== 200) throw unreachable(`DESCRIBE was answered with ${described.status}`)
    const base = described.headers.get('content-base')?.[0] ?? described.headers.get('content-location')?.[0]
    const video = videoOf(described.body.toString('utf8'))
    if (video === undefined) throw new RtspError('unsupported_codec', 'no video is offered', '')
    if (video.codec !== 'H264')
      throw new RtspError('unsupported_codec', `the video is ${video.codec}`, video.codec)
    this.#events.described(video)
    const track = controlUrl(base ?? this.#base, video.control)
    const setUp = await this.#ask('SETUP', track, ['Transport: RTP/AVP/TCP;unicast;interleaved=0-1'])
    if (setUp.status !== 200) throw unreachable(`SETUP was answered with ${setUp.status}`)
    const [session = '', ...parts] = (setUp.headers.get('session')?.[0] ?? '').split(';')
    this.#session = session.trim()
    const seconds = Number(/timeout\s*=\s*(\d+)/.exec(parts.join(';'))?.[1] ?? SESSION_SECONDS)
    const channel = Number(/interleaved=(\d+)/.exec(setUp.headers.get('transport')?.[0] ?? '')?.[1] ?? 0)
    const playing = base ?? this.#base
    const played = await this.#ask('PLAY', playing, ['Range: npt=0.000-'], channel)
    if (played.status !== 200) throw unreachable(`PLAY was answered with ${played.status}`)
    this.#listen()
    // Half of what the device allows; some hang up earlier than they say.
    this.#keepAlive = setInterval(
      () => void this.#ask('GET_PARAMETER', playing, []).catch(() => undefined),
      Math.max(5, seconds / 2) * 1_000,
    )
  }

  #channel = 0

  async #connect(): Promise<void> {
    const { address, port, secure } = await placeOf(this.#target)
    const socket: Socket = secure
      ? // Cameras certify themselves; what is gained is that nobody reads along.
        tls({ host: address, port, rejectUnauthorized: false })
      : tcp({ host: address, port })
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', chunk => this.#receive(chunk))
    socket.on('error', error => this.fail(unreachable(error.message)))
    socket.on('close', () => this.fail(unreachable('the camera hung up')))
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(unreachable('no connection in time')), ANSWER_MS)
      this.#rejectOpen = error => {
        clearTimeout(timer)
        reject(error)
      }
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  /** Answers a challenge once; a second one means that name and password are wrong. */
  async #ask(method: string, url: string, headers: readonly string[], channel?: number): Promise<Response> {
    if (channel !== undefined) this.#channel = channel
    const first = await this.#send(method, url, headers)
    if (first.status !== 401) return first
    const challenge = challengeOf(first.headers.get('www-authenticate') ?? [])
    const tried = this.#challenge !== undefined
    const renewed = challenge?.scheme === 'digest' && challenge.stale
    if (challenge === undefined || (tried && !renewed))
      throw new RtspError('auth_failed', 'the camera refuses the name or the password')
    this.#challenge = challenge
    this.#uses = 0
    const second = await this.#send(method, url, headers)
    if (second.status === 401)
      throw new RtspError('auth_failed', 'the camera refuses the name or the password')
    return second
  }

  #send(method: string, url: string, headers: readonly string[]): Promise<Response> {
    this.#sequence += 1
    const sequence = this.#sequence
    const lines = [`${method} ${url} RTSP/1.0`, `CSeq: ${sequence}`, 'User-Agent: one-centre', ...headers]
    if (this.#challenge !== undefined) {
      this.#uses += 1
      const asking = { method, url, count: this.#uses }
      lines.push(`Authorization: ${authorizationOf(this.#challenge, this.#target.who, asking)}`)
    }
    if (this.#session !== '') lines.push(`Session: ${this.#session}`)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(sequence)
        reject(unreachable(`${method} was not answered`))
      }, ANSWER_MS)
      this.#waiting.set(sequence, response => {
        clearTimeout(timer)
        resolve(response)
      })
      this.#socket?.write(`${lines.join('\r\n')}\r\n\r\n`)
    })
  }

  #receive(chunk: Buffer): void {
    if (this.#over) return
    try {
      for (const item of this.#reader.push(chunk)) this.#take(item)
    } catch (error) {
      this.fail(error)
    }
  }

  #take(item: RtspItem): void {
    if (item.kind === 'data') {
      if (item.channel !== this.#channel) return
      this.#silence?.refresh()
      this.#events.packet(item.payload)
      return
    }
    const sequence = Number(item.headers.get('cseq')?.[0])
    if (item.kind === 'request') {
      // A device that asks whether we are there; nothing it could ask for is ours to give.
      this.#socket?.write(
        `RTSP/1.0 ${item.method === 'OPTIONS' ? '200 OK' : '501 Not Implemented'}\r\nCSeq: ${sequence}\r\n\r\n`,
      )
      return
    }
    const waiting = this.#waiting.get(sequence)
    this.#waiting.delete(sequence)
    waiting?.(item)
  }

  #listen(): void {
    this.#silence = setTimeout(() => this.fail(unreachable('the camera fell silent')), SILENCE_MS)
  }

  fail(error: unknown): void {
    if (this.#over) return
    const known = error instanceof RtspError ? error : unreachable(String(error))
    this.#rejectOpen?.(known)
    this.#end()
    this.#events.ended(known)
  }

  close(): void {
    if (this.#over) return
    if (this.#session !== '') this.#send('TEARDOWN', this.#base, []).catch(() => undefined)
    this.#end()
  }

  #end(): void {
    this.#over = true
    clearInterval(this.#keepAlive)
    clearTimeout(this.#silence)
    this.#waiting.clear()
    const socket = this.#socket
    socket?.end()
    // Half-closed by a device that never answers.
    setTimeout(() => socket?.destroy(), 1_000).unref()
  }
}

const unreachable = (message: string): RtspError => new RtspError('unreachable', message)

/** The address that is called is the one that was judged: a name is looked up once (CA-7). */
async function placeOf({
  url,
  networks,
  alias,
}: RtspTarget): Promise<{ readonly address: string; readonly port: number; readonly secure: boolean }> {
  const parsed = URL.parse(url)
  if (parsed === null) throw unreachable('no address')
  const secure = parsed.protocol === 'rtsps:'
  const host = parsed.hostname.replace(/^\[|\]$/g, '')
  if (alias?.host === host) return { address: alias.address, port: alias.port, secure: false }
  const address = isIP(host) === 0 ? await lookUp(host) : host
  if (!networks.allows(address)) throw unreachable('the address lies in no network that may be called')
  return { address, port: parsed.port === '' ? (secure ? 322 : RTSP_PORT) : Number(parsed.port), secure }
}

async function lookUp(host: string): Promise<string> {
  try {
    return (await lookup(host)).address
  } catch {
    throw unreachable('the name of the camera is not known')
  }
}
