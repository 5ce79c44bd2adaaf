/** What the server and its camera gateway say to each other over the channel between the two processes. */

export const streamStates = [
  'idle',
  'connecting',
  'live',
  'auth_failed',
  'unreachable',
  'unsupported_codec',
] as const
export type StreamState = (typeof streamStates)[number]

export interface StreamHealth {
  /** Camera and profile, `<id>/<profile>`. */
  readonly key: string
  readonly state: StreamState
  readonly codec: string
  readonly width: number
  readonly height: number
  readonly framesPerSecond: number
  /** ms since 1970; null before the first. */
  readonly lastFrameAt: number | null
  readonly viewers: number
}

/** How to reach a stream. It never leaves the two processes. */
export interface StreamSource {
  readonly key: string
  readonly url: string
  readonly userName: string
  readonly password: string
}

export interface GatewaySettings {
  readonly networks: readonly string[]
  /** A host name that stands for one address and port, and needs no network: the demonstration's own cameras. */
  readonly alias: { readonly host: string; readonly address: string; readonly port: number } | null
  /** UDP ports for browsers, the first and the last; null takes any. */
  readonly udpPorts: readonly [number, number] | null
  /** Addresses of this machine that browsers know and it does not: behind an address translation. */
  readonly publicAddresses: readonly string[]
}

export type ToGateway =
  | { readonly say: 'settings'; readonly settings: GatewaySettings }
  | {
      readonly say: 'offer'
      readonly call: number
      readonly session: string
      readonly source: StreamSource
      readonly sdp: string
    }
  | { readonly say: 'close'; readonly session: string }
  | { readonly say: 'forget'; readonly camera: string }

export type OfferFault = 'offer-invalid' | 'too-many'

export type FromGateway =
  | { readonly say: 'ready' }
  | { readonly say: 'answer'; readonly call: number; readonly sdp: string }
  | { readonly say: 'no-answer'; readonly call: number; readonly fault: OfferFault }
  | { readonly say: 'closed'; readonly session: string }
  | { readonly say: 'health'; readonly streams: readonly StreamHealth[] }
