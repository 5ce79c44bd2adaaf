import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Log } from './platform/log.ts'
import type {
  FromGateway,
  GatewaySettings,
  OfferFault,
  StreamHealth,
  StreamSource,
  ToGateway,
} from './gateway/words.ts'

export type OfferAnswer = { readonly sdp: string } | { readonly fault: OfferFault | 'away' }

export interface CameraGateway {
  readonly offer: (session: string, source: StreamSource, sdp: string) => Promise<OfferAnswer>
  readonly close: (session: string) => void
  /** The way to a camera has changed or is gone. */
  readonly forget: (cameraId: string) => void
  readonly health: () => readonly StreamHealth[]
  readonly stop: () => Promise<void>
}

export interface CameraGatewayOptions {
  readonly settings: GatewaySettings
  readonly log: Log
  /** A session that is over without having been closed from here. */
  readonly closed: (session: string) => void
}

const ANSWER_MS = 8_000
/** A process that fell is not started again at once, lest it only falls. */
const AGAIN_AFTER_MS = 1_000
const MEMORY_MB = 512

/**
 * The gateway in its process, started by the first viewer and again by the next one after a fall (CA-25). Whatever
 * becomes of it, here it is only an answer that does not come.
 */
export function openCameraGateway({ settings, log, closed }: CameraGatewayOptions): CameraGateway {
  let child: ChildProcess | undefined
  let fellAt = Number.NEGATIVE_INFINITY
  let calls = 0
  let streams: readonly StreamHealth[] = []
  const waiting = new Map<number, (answer: OfferAnswer) => void>()
  const sessions = new Set<string>()

  function tell(message: ToGateway): void {
    if (child?.connected === true) child.send(message, () => undefined)
  }

  function hear(message: FromGateway): void {
    if (message.say === 'health') streams = message.streams
    else if (message.say === 'answer') waiting.get(message.call)?.({ sdp: message.sdp })
    else if (message.say === 'no-answer') waiting.get(message.call)?.({ fault: message.fault })
    else if (message.say === 'closed' && sessions.delete(message.session)) closed(message.session)
  }

  function fallen(which: ChildProcess, code: number | null): void {
    if (child !== which) return
    child = undefined
    fellAt = performance.now()
    streams = []
    log.warn({ code, sessions: sessions.size }, 'the camera gateway ended')
    for (const answer of waiting.values()) answer({ fault: 'away' })
    const lost = [...sessions]
    sessions.clear()
    for (const session of lost) closed(session)
  }

  function start(): void {
    const started = fork(join(import.meta.dirname, 'gateway/main.ts'), [], {
      stdio: 'ignore',
      execArgv: [`--max-old-space-size=${MEMORY_MB}`],
    })
    started.on('message', message => hear(message as FromGateway))
    started.once('error', error => log.error({ err: error }, 'the camera gateway could not be started'))
    started.once('exit', code => fallen(started, code))
    child = started
    tell({ say: 'settings', settings })
  }

  return {
    offer: (session, source, sdp) => {
      if (child === undefined && performance.now() - fellAt < AGAIN_AFTER_MS)
        return Promise.resolve({ fault: 'away' })
      if (child === undefined) start()
      calls += 1
      const call = calls
      return new Promise(resolve => {
        const answer = (given: OfferAnswer): void => {
          clearTimeout(timer)
          waiting.delete(call)
          if ('sdp' in given) sessions.add(session)
          resolve(given)
        }
        const timer = setTimeout(() => answer({ fault: 'away' }), ANSWER_MS)
        waiting.set(call, answer)
        tell({ say: 'offer', call, session, source, sdp })
      })
    },
    close: session => {
      if (sessions.delete(session)) tell({ say: 'close', session })
    },
    forget: camera => tell({ say: 'forget', camera }),
    health: () => streams,
    stop: () => {
      const running = child
      child = undefined
      if (running === undefined) return Promise.resolve()
      return new Promise(resolve => {
        running.once('exit', () => resolve())
        running.disconnect()
        setTimeout(() => running.kill('SIGKILL'), 2_000).unref()
      })
    },
  }
}
