import type { Playback } from '@one-centre/shared/viewings'

export type WhepOutcome =
  | { readonly kind: 'open'; readonly connection: RTCPeerConnection }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'failed' }

export interface WhepEvents {
  readonly stream: (stream: MediaStream) => void
  /** The connection is gone and will not come back by itself. */
  readonly lost: () => void
}

/** Asks for one stream by WHEP: our offer, the gateway's answer, and pictures straight from it. */
export async function openWhep(playback: Playback, events: WhepEvents): Promise<WhepOutcome> {
  const connection = new RTCPeerConnection({ iceServers: [] })
  const transceiver = connection.addTransceiver('video', { direction: 'recvonly' })
  showAtOnce(transceiver.receiver)
  connection.ontrack = ({ track, streams }) => events.stream(streams[0] ?? new MediaStream([track]))
  connection.onconnectionstatechange = () => {
    if (connection.connectionState === 'failed' || connection.connectionState === 'disconnected')
      events.lost()
  }
  try {
    await connection.setLocalDescription(await connection.createOffer())
    const response = await fetch(playback.url, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/sdp', 'x-camera-token': playback.token },
      body: connection.localDescription?.sdp ?? '',
    })
    if (!response.ok) {
      connection.close()
      const said = (await response.json().catch(() => ({}))) as { readonly code?: string }
      return said.code === undefined ? { kind: 'failed' } : { kind: 'refused', code: said.code }
    }
    await connection.setRemoteDescription({ type: 'answer', sdp: await response.text() })
    return { kind: 'open', connection }
  } catch {
    connection.close()
    return { kind: 'failed' }
  }
}

/** Live pictures are worth more than smooth ones; older browsers know the hint by another name or not at all. */
function showAtOnce(receiver: RTCRtpReceiver): void {
  const hinted = receiver as { jitterBufferTarget?: number | null; playoutDelayHint?: number }
  if ('jitterBufferTarget' in receiver) hinted.jitterBufferTarget = 0
  else hinted.playoutDelayHint = 0
}

export const endUrl = (viewingId: string): string => `/api/cameras/whep/${viewingId}`

/** The last word of a page that closes. */
export function endByBeacon(viewingId: string): void {
  navigator.sendBeacon(`${endUrl(viewingId)}/end`)
}
