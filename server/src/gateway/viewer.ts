import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket, useH264, type RTCRtpSender } from 'werift'
import { payloadsOf, type AccessUnit } from './h264.ts'
import type { SharedSource } from './source.ts'
import type { GatewaySettings } from './words.ts'

export interface Viewer {
  /** Hangs up; further calls do nothing. */
  readonly close: () => void
}

export interface ViewerOptions {
  readonly source: SharedSource
  readonly settings: Pick<GatewaySettings, 'udpPorts' | 'publicAddresses'>
  /** Once, when the browser is gone; not after `close`. */
  readonly gone: () => void
}

/** A browser that has asked and never come. */
const COME_WITHIN_MS = 15_000
/** A browser whose picture broke asks at every frame. */
const AGAIN_AT_MOST_EVERY_MS = 500
/** Between the pictures of the past that a newcomer decodes at once, on the 90 kHz clock. */
const PAST_STEP = 90

/** Answers a browser's offer (WHEP) and sends it the pictures of a source. Throws at an offer that asks for no H.264. */
export async function openViewer(
  offer: string,
  options: ViewerOptions,
): Promise<{ viewer: Viewer; sdp: string }> {
  const { udpPorts, publicAddresses } = options.settings
  const connection = new RTCPeerConnection({
    // No address of ours is asked of anybody outside.
    iceServers: [],
    ...(udpPorts === null ? {} : { icePortRange: [...udpPorts] as [number, number] }),
    iceAdditionalHostAddresses: [...publicAddresses],
    codecs: {
      audio: [],
      video: [
        useH264({
          parameters: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
          rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
        }),
      ],
    },
  })
  try {
    await connection.setRemoteDescription({ type: 'offer', sdp: offer })
    const [transceiver] = connection.getTransceivers()
    if (transceiver === undefined || transceiver.kind !== 'video') throw new Error('the offer holds no video')
    transceiver.setDirection('sendonly')
    await transceiver.sender.replaceTrack(new MediaStreamTrack({ kind: 'video' }))
    await connection.setLocalDescription(await connection.createAnswer())
    const sdp = connection.localDescription?.sdp
    if (sdp === undefined || !/a=rtpmap:\d+ H264/i.test(sdp)) throw new Error('the offer holds no H.264')
    return { viewer: new Sending(connection, transceiver.sender, options), sdp }
  } catch (error) {
    await connection.close()
    throw error
  }
}

class Sending implements Viewer {
  readonly #connection: RTCPeerConnection
  readonly #sender: RTCRtpSender
  readonly #options: ViewerOptions
  readonly #listener = { unit: (unit: AccessUnit) => this.#pass(unit) }
  readonly #coming: NodeJS.Timeout
  #sequence = 0
  #begun = false
  #connected = false
  #pastSentAt = 0
  #over = false

  constructor(connection: RTCPeerConnection, sender: RTCRtpSender, options: ViewerOptions) {
    this.#connection = connection
    this.#sender = sender
    this.#options = options
    this.#coming = setTimeout(() => this.#leave(), COME_WITHIN_MS)
    options.source.attach(this.#listener)
    connection.connectionStateChange.subscribe(state => {
      if (state === 'connected') this.#come()
      else if (state === 'failed' || state === 'closed' || state === 'disconnected') this.#leave()
    })
    sender.onPictureLossIndication.subscribe(() => this.#sendPast())
  }

  close(): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#coming)
    this.#options.source.detach(this.#listener)
    this.#connection.close().catch(() => undefined)
  }

  #leave(): void {
    if (this.#over) return
    this.close()
    this.#options.gone()
  }

  #come(): void {
    clearTimeout(this.#coming)
    this.#connected = true
    this.#sendPast()
  }

  /** No camera sends a key picture on demand over RTSP: what has come since the last one is sent again, as of now. */
  #sendPast(): void {
    const past = this.#options.source.recent()
    const now = performance.now()
    if (!this.#connected || past.length === 0 || now - this.#pastSentAt < AGAIN_AT_MOST_EVERY_MS) return
    this.#pastSentAt = now
    this.#begun = true
    const latest = past.at(-1)!.timestamp
    for (const [i, unit] of past.entries())
      this.#send(unit, (latest - (past.length - 1 - i) * PAST_STEP) >>> 0)
  }

  #pass(unit: AccessUnit): void {
    if (!this.#connected || (!this.#begun && !unit.key)) return
    this.#begun = true
    this.#send(unit, unit.timestamp)
  }

  #send(unit: AccessUnit, timestamp: number): void {
    const payloads = payloadsOf(unit)
    for (const [i, payload] of payloads.entries()) {
      this.#sequence = (this.#sequence + 1) & 0xffff
      const header = new RtpHeader({
        sequenceNumber: this.#sequence,
        timestamp,
        marker: i === payloads.length - 1,
      })
      this.#sender.sendRtp(new RtpPacket(header, payload)).catch(() => undefined)
    }
  }
}
