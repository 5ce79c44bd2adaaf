import { networksOf, type Networks } from '../platform/networks.ts'
import { SharedSource } from './source.ts'
import { openViewer, type Viewer } from './viewer.ts'
import type { GatewaySettings, OfferFault, StreamHealth, StreamSource } from './words.ts'

export interface Hub {
  /** Answers an offer; a session that is known is replaced. */
  readonly offer: (
    session: string,
    source: StreamSource,
    sdp: string,
  ) => Promise<{ readonly sdp: string } | { readonly fault: OfferFault }>
  readonly close: (session: string) => void
  /** The way to a camera has changed: who watches it is sent away and its streams are opened anew for the next one. */
  readonly forget: (camera: string) => void
  readonly health: () => readonly StreamHealth[]
  readonly closeAll: () => void
}

/** More than a wall, a console and the phones of a county show at once; beyond, the next one waits. */
const MOST_SESSIONS = 400

export function openHub(settings: GatewaySettings, closed: (session: string) => void): Hub {
  const networks: Networks = networksOf(settings.networks)
  const sources = new Map<string, SharedSource>()
  const viewers = new Map<string, { readonly viewer: Viewer; readonly key: string }>()

  function sourceOf(source: StreamSource): SharedSource {
    const known = sources.get(source.key)
    if (known !== undefined) return known
    const opened: SharedSource = new SharedSource({
      source,
      networks,
      alias: settings.alias,
      idle: () => {
        opened.close()
        if (sources.get(source.key) === opened) sources.delete(source.key)
      },
    })
    sources.set(source.key, opened)
    return opened
  }

  function close(session: string): void {
    const viewer = viewers.get(session)
    viewers.delete(session)
    viewer?.viewer.close()
  }

  return {
    offer: async (session, source, sdp) => {
      if (viewers.size >= MOST_SESSIONS) return { fault: 'too-many' }
      try {
        const gone = (): void => {
          viewers.delete(session)
          closed(session)
        }
        const { viewer, sdp: answer } = await openViewer(sdp, { source: sourceOf(source), settings, gone })
        close(session)
        viewers.set(session, { viewer, key: source.key })
        return { sdp: answer }
      } catch {
        return { fault: 'offer-invalid' }
      }
    },
    close,
    forget: camera => {
      for (const [session, { key }] of viewers) {
        if (!key.startsWith(`${camera}/`)) continue
        close(session)
        closed(session)
      }
      for (const [key, source] of sources) {
        if (!key.startsWith(`${camera}/`)) continue
        source.close()
        sources.delete(key)
      }
    },
    health: () => [...sources.values()].map(source => source.health(Date.now())),
    closeAll: () => {
      for (const session of [...viewers.keys()]) close(session)
      for (const source of sources.values()) source.close()
      sources.clear()
    },
  }
}
