import { theme, token } from '../design/theme.ts'
import { CanvasLayer, type Frame } from './CanvasLayer.ts'
import { drawnTypePx } from './screen-type.ts'

/** A name on the map; the lower the rank, the more important, and the further out it is written. */
export interface Label {
  readonly lat: number
  readonly lng: number
  readonly name: string
  readonly rank: number
}

/** Rank 0 from zoom 9, each further rank 1.5 zooms closer. */
const zoomOfRank = (rank: number) => 9 + rank * 1.5

/** Place names of a drawn basemap; where two would touch, the more important one is written. */
export class LabelCanvas extends CanvasLayer {
  readonly #labels: readonly Label[]

  constructor(labels: readonly Label[]) {
    super('labels')
    this.#labels = [...labels].sort((a, b) => a.rank - b.rank)
  }

  protected override paint({ map, width, height, marginPx }: Frame): 'still' {
    const context = this.canvas.getContext('2d')
    if (context === null) return 'still'
    const ratio = this.pixelRatio()
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, width, height)
    context.translate(marginPx, marginPx)
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.lineJoin = 'round'
    const halo = theme.value === 'dark' ? 'rgba(11,27,51,0.85)' : 'rgba(255,255,255,0.9)'
    const taken: Box[] = []
    const view = map.getBounds()
    for (const label of this.#labels) {
      if (zoomOfRank(label.rank) > map.getZoom() || !view.contains([label.lat, label.lng])) continue
      const { x, y } = map.latLngToContainerPoint([label.lat, label.lng])
      const size = label.rank === 0 ? drawnTypePx.value * 1.25 : drawnTypePx.value
      context.font = `${label.rank === 0 ? 600 : 400} ${size}px ${token('--font-text')}`
      const box = boxOf(x, y, context.measureText(label.name).width, size)
      if (taken.some(other => overlap(box, other))) continue
      taken.push(box)
      context.strokeStyle = halo
      context.lineWidth = drawnTypePx.value / 4
      context.strokeText(label.name, x, y)
      context.fillStyle = token(label.rank === 0 ? '--text-2' : '--text-3')
      context.fillText(label.name, x, y)
    }
    return 'still'
  }
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function boxOf(x: number, y: number, width: number, height: number): Box {
  return { left: x - width / 2 - 6, right: x + width / 2 + 6, top: y - height, bottom: y + height }
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}
