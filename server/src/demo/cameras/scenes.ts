import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beginsPicture, nalType } from '../../gateway/h264.ts'
import type { Scene } from './rtsp-server.ts'

const ASSETS = join(import.meta.dirname, '../assets')
export const sceneNames = ['crossing', 'river', 'square', 'market'] as const
/** As `draw-scenes.ts` drew them. */
const FRAMES_PER_SECOND = 12.5
const DELIMITER = 9

/** The NAL units of a byte stream (H.264 Annex B). */
export function nalsOf(stream: Buffer): readonly Buffer[] {
  const starts: number[] = []
  for (let at = stream.indexOf('000001', 0, 'hex'); at >= 0; at = stream.indexOf('000001', at + 3, 'hex'))
    starts.push(at + 3)
  return starts.map((start, i) => {
    const next = starts[i + 1]
    let end = next === undefined ? stream.length : next - 3
    while (end > start && stream[end - 1] === 0) end -= 1
    return stream.subarray(start, end)
  })
}

export function picturesOf(nals: readonly Buffer[]): Scene['units'] {
  const units: { nals: Buffer[]; key: boolean }[] = []
  let fresh = true
  for (const nal of nals) {
    const type = nalType(nal)
    if (type === DELIMITER) {
      fresh = true
      continue
    }
    const slice = type >= 1 && type <= 5
    const unit = units.at(-1)
    const full = unit?.nals.some(one => nalType(one) <= 5) === true
    if (unit === undefined || fresh || (full && (!slice || beginsPicture(nal))))
      units.push({ nals: [nal], key: type === 5 })
    else {
      unit.nals.push(nal)
      unit.key ||= type === 5
    }
    fresh = false
  }
  return units
}

/** `crossing/main`, `crossing/sub` … */
export function readScenes(): ReadonlyMap<string, Scene> {
  return new Map(
    sceneNames.flatMap(name =>
      (['main', 'sub'] as const).map(profile => {
        const stream = readFileSync(join(ASSETS, `${name}-${profile}.h264`))
        const units = picturesOf(nalsOf(stream))
        return [`${name}/${profile}`, { units, framesPerSecond: FRAMES_PER_SECOND, codec: 'H264' }] as const
      }),
    ),
  )
}
