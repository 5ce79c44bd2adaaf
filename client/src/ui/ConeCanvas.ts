import type { LeafletMouseEvent, Map as LeafletMap } from 'leaflet'
import { token } from '../design/theme.ts'
import { CanvasLayer, type Frame } from './CanvasLayer.ts'
import { drawnScale } from './screen-type.ts'

/** Something that stands and looks somewhere: WGS-84 degrees, metres, bearings clockwise from north. */
export interface Cone {
  readonly id: string
  readonly lat: number
  readonly lng: number
  /** Null where it is not known. */
  readonly bearing: number | null
  readonly angle: number
  readonly rangeMetres: number
  readonly look: 'ready' | 'silent' | 'failing' | 'chosen'
}

interface Drawn extends Cone {
  readonly x: number
  readonly y: number
}

/** Below this a cone is smaller than its mark. */
const LEAST_CONE_PX = 14
const REACH_PX = 10
const METRES_PER_DEGREE = 111_195

/** Thousands of things with their fields of view; far out only dots. */
export class ConeCanvas extends CanvasLayer {
  readonly #onPick: (ids: readonly string[]) => void
  #cones: readonly Cone[] = []
  #drawn: readonly Drawn[] = []

  constructor(onPick: (ids: readonly string[]) => void) {
    super('units')
    this.#onPick = onPick
  }

  set(cones: readonly Cone[]): void {
    this.#cones = cones
    this.repaint()
  }

  override onAdd(map: LeafletMap): this {
    map.on('click', this.#pick)
    return super.onAdd(map)
  }

  override onRemove(): this {
    this.map?.off('click', this.#pick)
    return super.onRemove()
  }

  protected override paint({ map, width, height, marginPx }: Frame): 'still' {
    const context = this.canvas.getContext('2d')
    if (context === null) return 'still'
    const ratio = this.pixelRatio()
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, width, height)
    context.translate(marginPx, marginPx)
    this.#drawn = this.#inView(map)
    const colours = coloursNow()
    const perMetre = pxPerMetre(map)
    for (const cone of this.#drawn) drawCone(context, cone, cone.rangeMetres * perMetre, colours)
    const radius = (perMetre * 60 < LEAST_CONE_PX ? 2.5 : 5) * drawnScale()
    for (const cone of this.#drawn) drawDot(context, cone, radius, colours)
    return 'still'
  }

  #inView(map: LeafletMap): readonly Drawn[] {
    const view = map.getBounds().pad(0.1)
    const [west, south, east, north] = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()]
    return this.#cones.flatMap((cone): readonly Drawn[] => {
      if (cone.lng < west || cone.lng > east || cone.lat < south || cone.lat > north) return []
      const { x, y } = map.latLngToContainerPoint([cone.lat, cone.lng])
      return [{ ...cone, x, y }]
    })
  }

  readonly #pick = ({ containerPoint }: LeafletMouseEvent): void => {
    const reach = REACH_PX * drawnScale()
    const hits = this.#drawn
      .map(cone => ({ id: cone.id, px: Math.hypot(cone.x - containerPoint.x, cone.y - containerPoint.y) }))
      .filter(({ px }) => px <= reach)
      .sort((a, b) => a.px - b.px)
    if (hits.length > 0) this.#onPick(hits.map(hit => hit.id))
  }
}

/** At the middle of the view. */
function pxPerMetre(map: LeafletMap): number {
  const centre = map.getCenter()
  const one = map.latLngToContainerPoint(centre)
  const other = map.latLngToContainerPoint([centre.lat + 1_000 / METRES_PER_DEGREE, centre.lng])
  return Math.hypot(other.x - one.x, other.y - one.y) / 1_000
}

type Colours = Readonly<Record<Cone['look'], string>> & { readonly edge: string }

const coloursNow = (): Colours => ({
  ready: token('--accent'),
  silent: token('--text-3'),
  failing: token('--tone-level2'),
  chosen: token('--text'),
  edge: token('--base'),
})

function drawCone(context: CanvasRenderingContext2D, cone: Drawn, reachPx: number, colours: Colours): void {
  const round = cone.angle >= 360
  if (reachPx < LEAST_CONE_PX || (cone.bearing === null && !round)) return
  const middle = (((cone.bearing ?? 0) - 90) * Math.PI) / 180
  const half = (cone.angle * Math.PI) / 360
  context.beginPath()
  if (!round) context.moveTo(cone.x, cone.y)
  context.arc(cone.x, cone.y, reachPx, middle - half, middle + half)
  context.closePath()
  context.globalAlpha = cone.look === 'chosen' ? 0.3 : 0.14
  context.fillStyle = colours[cone.look]
  context.fill()
  context.globalAlpha = cone.look === 'chosen' ? 0.9 : 0.4
  context.lineWidth = 1
  context.strokeStyle = colours[cone.look]
  context.stroke()
  context.globalAlpha = 1
}

/** A small square with a lens to where it looks. */
function drawDot(context: CanvasRenderingContext2D, cone: Drawn, radius: number, colours: Colours): void {
  context.fillStyle = colours[cone.look]
  context.strokeStyle = colours.edge
  context.lineWidth = 1.5
  context.beginPath()
  context.rect(cone.x - radius, cone.y - radius, radius * 2, radius * 2)
  context.stroke()
  context.fill()
  if (cone.bearing === null || radius < 4) return
  const angle = ((cone.bearing - 90) * Math.PI) / 180
  context.beginPath()
  context.arc(
    cone.x + Math.cos(angle) * radius * 1.5,
    cone.y + Math.sin(angle) * radius * 1.5,
    radius * 0.6,
    0,
    Math.PI * 2,
  )
  context.stroke()
  context.fill()
}
