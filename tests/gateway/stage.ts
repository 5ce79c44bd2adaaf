import { RTCPeerConnection, useH264, type MediaStreamTrack, type RtpPacket } from 'werift'
import { readScenes } from '../../server/src/demo/cameras/scenes.ts'
import { startRtspServer, type RtspServer, type Scene } from '../../server/src/demo/cameras/rtsp-server.ts'
import { AccessUnits, type AccessUnit } from '../../server/src/gateway/h264.ts'
import { openHub, type Hub } from '../../server/src/gateway/hub.ts'
import type { StreamHealth, StreamSource } from '../../server/src/gateway/words.ts'

export const USER = 'viewer'
export const PASSWORD = 'Tiger-4711'

export interface Stage {
  readonly cameras: RtspServer
  readonly hub: Hub
  /** Sessions the hub has said are gone. */
  readonly closed: string[]
  readonly source: (scene: string, more?: Partial<StreamSource>) => StreamSource
  readonly healthOf: (scene: string) => StreamHealth | undefined
  readonly close: () => Promise<void>
}

export async function openStage(scenes: ReadonlyMap<string, Scene> = readScenes(), port = 0): Promise<Stage> {
  const cameras = await startRtspServer({ port, userName: USER, password: PASSWORD, scenes })
  const closed: string[] = []
  const settings = { networks: ['127.0.0.1'], alias: null, udpPorts: null, publicAddresses: ['127.0.0.1'] }
  const hub = openHub(settings, session => closed.push(session))
  const source: Stage['source'] = (scene, more = {}) => ({
    key: `camera/${scene}`,
    url: `rtsp://127.0.0.1:${cameras.port}/${scene}`,
    userName: USER,
    password: PASSWORD,
    ...more,
  })
  return {
    cameras,
    hub,
    closed,
    source,
    healthOf: scene => hub.health().find(one => one.key === `camera/${scene}`),
    close: async () => {
      hub.closeAll()
      await cameras.close()
    },
  }
}

/** A browser without a picture: an offer, and the pictures that arrive. */
export interface Watcher {
  readonly offer: string
  readonly units: AccessUnit[]
  readonly state: () => string
  readonly take: (answer: string) => Promise<void>
  readonly close: () => Promise<void>
}

export async function openWatcher(): Promise<Watcher> {
  const connection = new RTCPeerConnection({
    iceServers: [],
    iceAdditionalHostAddresses: ['127.0.0.1'],
    codecs: { video: [useH264()], audio: [] },
  })
  const units: AccessUnit[] = []
  const pictures = new AccessUnits([])
  const transceiver = connection.addTransceiver('video', { direction: 'recvonly' })
  const hear = (track: MediaStreamTrack): void => {
    track.onReceiveRtp.subscribe(({ header, payload }: RtpPacket) => {
      const { sequenceNumber, timestamp, marker, payloadType } = header
      units.push(...pictures.push({ sequence: sequenceNumber, timestamp, marker, payloadType, payload }))
    })
  }
  transceiver.onTrack.subscribe(hear)
  await connection.setLocalDescription(await connection.createOffer())
  return {
    offer: connection.localDescription!.sdp,
    units,
    state: () => connection.connectionState,
    take: sdp => connection.setRemoteDescription({ type: 'answer', sdp }),
    close: () => connection.close(),
  }
}
