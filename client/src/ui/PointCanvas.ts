import type { LeafletMouseEvent, Map as LeafletMap } from 'leaflet'
import Supercluster from 'supercluster'
import { theme, token } from '../design/theme.ts'
import { toneColour, toneRank, type Tone } from '../design/tones.ts'
import { CanvasLayer, type Frame } from './CanvasLayer.ts'
import { addCounts, countsOf, worstOf, type ToneCounts } from './cluster-summary.ts'
import { boxAround, holdMarks, MARKS_CHANGED, overlap } from './mark-boxes.ts'
import { drawMark } from './marks.ts'
import { boxOfPlate, partPlates, type Plate } from './plates.ts'
import { drawnScale } from './screen-type.ts'

/** One standing thing on the map: WGS-84 degrees. */
export interface MapPoint {
  readonly id: string
  readonly lat: number
  readonly lng: number
  readonly tone: Tone
}

export interface PointCanvasOptions {
  /** Points closer than this merge, in CSS px; 0 never merges. */
  readonly clusterPx: number
  readonly onPick: (id: string) => void
  /** Points that no zoom can part. */
  readonly onPickMany: (ids: readonly string[]) => void
}

type Index = Supercluster<{ id: string; tone: Tone }, ToneCounts>
const maxClusterZoom = 17
const markRadiusPx = 8

/** Thousands of standing points; clusters say how many they hold and keep the worst one's mark. */
export class PointCanvas extends CanvasLayer {
  readonly #options: PointCanvasOptions
  #index: Index
  #count = 0
  #drawn: readonly Plate[] = []
  #letGo: () => void = () => undefined

  constructor(options: PointCanvasOptions) {
    super('points')
    this.#options = options
    this.#index = indexOf([], options.clusterPx * drawnScale())
  }

  /** How many points it holds, drawn alone or within a cluster. */
  get count(): number {
    return this.#count
  }

  set(points: readonly MapPoint[]): void {
    this.#index = indexOf(points, this.#options.clusterPx * drawnScale())
    this.#count = points.length
    this.map?.fire(MARKS_CHANGED)
    this.repaint()
  }

  override onAdd(map: LeafletMap): this {
    map.on('click', this.#pick)
    this.#letGo = holdMarks(map, () => this.#inView(map).map(plate => boxOfPlate(plate, drawnScale())))
    map.fire(MARKS_CHANGED)
    return super.onAdd(map)
  }

  override onRemove(): this {
    this.map?.off('click', this.#pick)
    this.#letGo()
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
    for (const drawn of this.#drawn) {
      if (drawn.count === 1)
        drawMark(context, drawn.tone, drawn.x, drawn.y, markRadiusPx * drawnScale(), theme.value)
      else drawCluster(context, drawn)
    }
    return 'still'
  }

  /** Worst last, so that it lies on top. */
  #inView(map: LeafletMap): readonly Plate[] {
    const view = map.getBounds().pad(0.1)
    const box: [number, number, number, number] = [
      view.getWest(),
      view.getSouth(),
      view.getEast(),
      view.getNorth(),
    ]
    const plates = this.#index.getClusters(box, Math.round(map.getZoom())).map((feature): Plate => {
      const [lng, lat] = feature.geometry.coordinates
      const { x, y } = map.latLngToContainerPoint([lat ?? 0, lng ?? 0])
      const held = feature.properties
      return 'cluster_id' in held
        ? { x, y, tone: worstOf(held), count: held.point_count, ids: [], clusters: [held.cluster_id] }
        : { x, y, tone: held.tone, count: 1, ids: [held.id], clusters: [] }
    })
    return [...partPlates(plates, drawnScale())].sort((a, b) => toneRank(b.tone) - toneRank(a.tone))
  }

  readonly #pick = ({ containerPoint }: LeafletMouseEvent): void => {
    const scale = drawnScale()
    const hits = this.#drawn.filter(plate => {
      const reachPx = (plate.count === 1 ? 14 : 22) * scale
      const near = Math.hypot(plate.x - containerPoint.x, plate.y - containerPoint.y) <= reachPx
      return near || overlap(boxOfPlate(plate, scale), boxAround(containerPoint.x, containerPoint.y, 1, 1))
    })
    const hit = hits[hits.length - 1]
    if (hit === undefined) return
    if (hit.count === 1) this.#options.onPick(hit.ids[0]!)
    else this.#open(hit, containerPoint)
  }

  #open({ ids, clusters }: Plate, at: LeafletMouseEvent['containerPoint']): void {
    const map = this.map
    if (map === undefined) return
    const [cluster] = clusters
    // Several that lie on each other are parted by the next zoom; one alone by the zoom at which it falls apart.
    const alone = cluster !== undefined && clusters.length + ids.length === 1
    const zoom = alone ? this.#index.getClusterExpansionZoom(cluster) : Math.round(map.getZoom()) + 1
    if (zoom <= Math.min(maxClusterZoom, map.getMaxZoom())) {
      map.setZoomAround(at, zoom)
      return
    }
    const within = clusters.flatMap(one => this.#index.getLeaves(one, Infinity))
    this.#options.onPickMany([...ids, ...within.map(leaf => leaf.properties.id)])
  }
}

function indexOf(points: readonly MapPoint[], clusterPx: number): Index {
  const index: Index = new Supercluster({
    radius: clusterPx,
    // Supercluster measures its radius in parts of a tile.
    extent: 256,
    maxZoom: clusterPx === 0 ? 0 : maxClusterZoom,
    map: properties => countsOf(properties.tone),
    reduce: addCounts,
  })
  return index.load(
    points.map(({ id, lat, lng, tone }) => ({
      type: 'Feature',
      properties: { id, tone },
      geometry: { type: 'Point', coordinates: [lng, lat] },
    })),
  )
}

/** Saturated colour only for what needs a response. */
function needsResponse(tone: Tone): boolean {
  return toneRank(tone) < toneRank('normal')
}

/** A plate with the worst tone's mark and the number of points; the frame has the tone's colour. */
function drawCluster(context: CanvasRenderingContext2D, { x, y, tone, count }: Plate): void {
  const label = String(count)
  const scale = drawnScale()
  context.font = `600 ${13 * scale}px ${token('--font-text')}`
  const width = context.measureText(label).width + 34 * scale
  const height = 26 * scale
  context.beginPath()
  roundedBox(context, x - width / 2, y - height / 2, width, height, height / 2)
  context.fillStyle = token('--surface-1')
  context.fill()
  context.lineWidth = 2 * scale
  context.strokeStyle = needsResponse(tone) ? toneColour[tone] : token('--line-strong')
  context.stroke()
  drawMark(context, tone, x - width / 2 + 14 * scale, y, 5.5 * scale, theme.value)
  context.fillStyle = token('--text')
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  context.fillText(label, x - width / 2 + 23 * scale, y + scale)
}

/** `roundRect` is newer than the oldest browser. */
function roundedBox(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  w: number,
  h: number,
  r: number,
): void {
  context.moveTo(x + r, y)
  context.arcTo(x + w, y, x + w, y + h, r)
  context.arcTo(x + w, y + h, x, y + h, r)
  context.arcTo(x, y + h, x, y, r)
  context.arcTo(x, y, x + w, y, r)
  context.closePath()
}
