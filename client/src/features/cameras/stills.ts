import { shallowReactive } from 'vue'

/** The last picture somebody on this page saw of a camera; kept in memory and nowhere else. */
export interface Still {
  readonly picture: HTMLCanvasElement
  /** ms since 1970, by the server's clock. */
  readonly at: number
}

const MOST_KEPT = 64
const WIDTH_PX = 480
const stills = shallowReactive(new Map<string, Still>())

export const stillOf = (cameraId: string): Still | undefined => stills.get(cameraId)

export function keepStill(cameraId: string, video: HTMLVideoElement, at: number): void {
  if (video.videoWidth === 0) return
  const picture = document.createElement('canvas')
  picture.width = Math.min(WIDTH_PX, video.videoWidth)
  picture.height = Math.round((picture.width * video.videoHeight) / video.videoWidth)
  picture.getContext('2d')?.drawImage(video, 0, 0, picture.width, picture.height)
  stills.delete(cameraId)
  stills.set(cameraId, { picture, at })
  const oldest = stills.keys().next().value
  if (stills.size > MOST_KEPT && oldest !== undefined) stills.delete(oldest)
}
