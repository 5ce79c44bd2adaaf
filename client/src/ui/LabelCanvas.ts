import { theme, token } from '../design/theme.ts'
import { CanvasLayer, type Frame } from './CanvasLayer.ts'
import { boxAround, freePlace, marksOn, MARKS_CHANGED } from './mark-boxes.ts'
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

/** Place names of a drawn basemap, beside the marks; where two would touch, the more important one is written. */
export class LabelCanvas extends CanvasLayer {
  readonly #labels: readonly Label[]

  constructor(labels: readonly Label[]) {
    super('labels')
    this.#labels = [...labels].sort((a, b) => a.rank - b.rank)
  }

  override getEvents() {
    return { ...super.getEvents(), [MARKS_CHANGED]: () => this.repaint() }
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
    const taken = [...marksOn(map)]
    const view = map.getBounds()
    for (const label of this.#labels) {
      if (zoomOfRank(label.rank) > map.getZoom() || !view.contains([label.lat, label.lng])) continue
      const { x, y } = map.latLngToContainerPoint([label.lat, label.lng])
      const size = label.rank === 0 ? drawnTypePx.value * 1.25 : drawnTypePx.value
      context.font = `${label.rank === 0 ? 600 : 400} ${size}px ${token('--font-text')}`
      const room = { width: context.measureText(label.name).width + 12, height: size * 1.5 }
      const free = freePlace(placesAround(x, y, room), room, taken)
      // A town keeps its name, whatever lies on it.
      if (free === undefined && label.rank > 0) continue
      const [atX, atY] = free ?? [x, y]
      taken.push(boxAround(atX, atY, room.width, room.height))
      context.strokeStyle = halo
      context.lineWidth = drawnTypePx.value / 4
      context.strokeText(label.name, atX, atY)
      context.fillStyle = token(label.rank === 0 ? '--text-2' : '--text-3')
      context.fillText(label.name, atX, atY)
    }
    return 'still'
  }
}

/** Where it was meant, then above, below and to the sides, nearest first. */
function placesAround(
  x: number,
  y: number,
  { width, height }: { readonly width: number; readonly height: number },
): readonly (readonly [number, number])[] {
  return [
    [x, y],
    [x, y - height],
    [x, y + height],
    [x, y - 1.7 * height],
    [x, y + 1.7 * height],
    [x - 0.8 * width, y],
    [x + 0.8 * width, y],
  ]
}
