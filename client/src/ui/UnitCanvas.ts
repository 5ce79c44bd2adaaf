import { latLng, type LeafletMouseEvent, type Map as LeafletMap } from 'leaflet'
import { theme, type Theme } from '../design/theme.ts'
import { stampFor, press, type Stamp } from './blit.ts'
import { CanvasLayer, type Frame } from './CanvasLayer.ts'
import { gridOf, nearest, type PointGrid } from './point-grid.ts'
import { lookCount, packLook, unpackLook, type UnitLook } from './unit-look.ts'
import { drawUnit, unitSizePx } from './unit-sprites.ts'
import { UnitStore } from './unit-store.ts'

/** One unit as it is reported: WGS-84 degrees. */
export interface Unit extends UnitLook {
  readonly id: string
  readonly lat: number
  readonly lng: number
}

export interface UnitCanvasOptions {
  /** How long a unit glides to its new place; about the interval of its reports. */
  readonly glideMs: number
  readonly onPick: (id: string) => void
}

/** Looks below this number need a response and are drawn on top of the calm ones. */
const calmFrom = packLook({ tone: 'normal', freshness: 'live', headingDeg: 0 })
const crowd = 5000
const hitReachPx = 14

/**
 * Tens of thousands of moving units on the map: sprites pressed into one image buffer, no object and no element per
 * unit, nothing reactive. Frames are drawn only while something glides or the map moves.
 */
export class UnitCanvas extends CanvasLayer {
  readonly #store: UnitStore
  readonly #options: UnitCanvasOptions
  readonly #units = new Map<string, Unit>()
  #buffer = new Uint32Array(0)
  #image: ImageData | undefined
  #stamps: (Stamp | undefined)[] = []
  #stampKey = ''
  #screenX = new Float32Array(0)
  #screenY = new Float32Array(0)
  #urgent = new Int32Array(0)
  #grid: PointGrid | undefined
  #crs: unknown

  constructor(options: UnitCanvasOptions) {
    super('units')
    this.#options = options
    this.#store = new UnitStore(options.glideMs)
  }

  get count(): number {
    return this.#store.count
  }

  /** Puts units on the map or moves them. Cheap enough for every unit at every tick. */
  put(units: Iterable<Unit>): void {
    const now = performance.now()
    for (const unit of units) {
      this.#units.set(unit.id, unit)
      this.#place(unit, now)
    }
    this.repaint()
  }

  /** Changes how a unit looks where it stands (its data aged). */
  relook(id: string, look: UnitLook): void {
    const unit = this.#units.get(id)
    if (unit === undefined) return
    this.#units.set(id, { ...unit, tone: look.tone, freshness: look.freshness, headingDeg: look.headingDeg })
    this.#store.relook(id, packLook(look))
    this.repaint()
  }

  removeUnits(ids: Iterable<string>): void {
    for (const id of ids) {
      this.#store.remove(id)
      this.#units.delete(id)
    }
    this.#grid = undefined
    this.repaint()
  }

  clear(): void {
    this.#store.clear()
    this.#units.clear()
    this.#grid = undefined
    this.repaint()
  }

  override onAdd(map: LeafletMap): this {
    super.onAdd(map)
    this.#reproject(map)
    map.on('click', this.#pick)
    return this
  }

  override onRemove(): this {
    this.map?.off('click', this.#pick)
    return super.onRemove()
  }

  /** The unit under a point of the view in CSS px, as drawn in the last frame. */
  hit(x: number, y: number): string | undefined {
    const ratio = this.pixelRatio()
    this.#grid ??= gridOf(
      this.#screenX.subarray(0, this.#store.count),
      this.#screenY.subarray(0, this.#store.count),
      this.canvas,
      32 * ratio,
    )
    const margin = (this.canvas.width / ratio - (this.map?.getSize().x ?? 0)) / 2
    const index = nearest(this.#grid, (x + margin) * ratio, (y + margin) * ratio, hitReachPx * ratio)
    return index === undefined ? undefined : this.#store.ids[index]
  }

  protected override pixelRatio(): number {
    return this.#store.count > crowd ? 1 : super.pixelRatio()
  }

  protected override paint(frame: Frame): 'moving' | 'still' {
    if (this.#crs !== frame.map.options.crs) this.#reproject(frame.map)
    const { width, height } = this.canvas
    this.#prepare(width, height)
    this.#buffer.fill(0)
    this.#pressUnits(frame, width, height)
    if (this.#image !== undefined) this.canvas.getContext('2d')?.putImageData(this.#image, 0, 0)
    this.#grid = undefined
    return frame.now < this.#store.movingUntil ? 'moving' : 'still'
  }

  /** Works out where every unit is now; draws the calm ones at once and those that need a response after them. */
  #pressUnits({ map, marginPx, now }: Frame, width: number, height: number): void {
    const store = this.#store
    const { fromX, fromY, toX, toY, startedAt, look } = store.arrays
    const ratio = this.pixelRatio()
    const crs = map.options.crs!
    const factor = (crs.scale(map.getZoom()) / crs.scale(0)) * ratio
    const corner = map.getPixelBounds().min!
    const left = (corner.x - marginPx) * ratio
    const top = (corner.y - marginPx) * ratio
    const half = (unitSizePx(store.count) * ratio) / 2 + 1
    const [right, bottom] = [width - half, height - half]
    const perMs = 1 / this.#options.glideMs
    // Everything the loop touches is local: the build for old browsers turns private fields into weak maps.
    const [buffer, screenX, screenY, urgentSlots, stamps] = [
      this.#buffer,
      this.#screenX,
      this.#screenY,
      this.#urgent,
      this.#stamps,
    ]
    const stampOf = (number: number) => stamps[number] ?? this.#stamp(number, width)
    let urgent = 0
    for (let slot = 0; slot < store.count; slot++) {
      const gone = (now - startedAt[slot]!) * perMs
      const share = gone > 1 ? 1 : gone < 0 ? 0 : gone
      const x = (fromX[slot]! + (toX[slot]! - fromX[slot]!) * share) * factor - left
      const y = (fromY[slot]! + (toY[slot]! - fromY[slot]!) * share) * factor - top
      if (!(x > half && x < right && y > half && y < bottom)) {
        screenX[slot] = -1
        continue
      }
      screenX[slot] = x
      screenY[slot] = y
      if (look[slot]! < calmFrom) urgentSlots[urgent++] = slot
      else press(buffer, (y | 0) * width + (x | 0), stampOf(look[slot]!))
    }
    for (let index = 0; index < urgent; index++) {
      const slot = urgentSlots[index]!
      press(buffer, (screenY[slot]! | 0) * width + (screenX[slot]! | 0), stampOf(look[slot]!))
    }
  }

  #prepare(width: number, height: number): void {
    if (this.#buffer.length !== width * height) {
      const bytes = new Uint8ClampedArray(width * height * 4)
      this.#buffer = new Uint32Array(bytes.buffer)
      this.#image = new ImageData(bytes, width, height)
    }
    const capacity = this.#store.arrays.look.length
    if (this.#screenX.length !== capacity) {
      this.#screenX = new Float32Array(capacity)
      this.#screenY = new Float32Array(capacity)
      this.#urgent = new Int32Array(capacity)
    }
    const key = `${width} ${this.#spriteSize()} ${theme.value}`
    if (key === this.#stampKey) return
    this.#stampKey = key
    this.#stamps = new Array<Stamp | undefined>(lookCount)
  }

  #spriteSize(): number {
    return Math.round(unitSizePx(this.#store.count) * this.pixelRatio()) | 1
  }

  #stamp(look: number, width: number): Stamp {
    return (this.#stamps[look] ??= stampFor(spriteOf(look, this.#spriteSize(), theme.value), width))
  }

  #place(unit: Unit, now: number): void {
    const crs = this.map?.options.crs
    if (crs === undefined) return
    const place = crs.latLngToPoint(latLng(unit.lat, unit.lng), 0)
    this.#store.put(unit.id, place.x, place.y, packLook(unit), now)
  }

  /** The basemap has another datum: every unit is laid out anew, without gliding. */
  #reproject(map: LeafletMap): void {
    this.#crs = map.options.crs
    this.#store.clear()
    const now = performance.now()
    for (const unit of this.#units.values()) this.#place(unit, now)
  }

  readonly #pick = ({ containerPoint }: LeafletMouseEvent): void => {
    const id = this.hit(containerPoint.x, containerPoint.y)
    if (id !== undefined) this.#options.onPick(id)
  }
}

/** Kept for the life of the page: there are few sizes and two themes. */
const sprites = new Map<string, ReturnType<typeof drawUnit>>()

function spriteOf(look: number, size: number, inTheme: Theme) {
  const key = `${look} ${size} ${inTheme}`
  const known = sprites.get(key)
  if (known !== undefined) return known
  const sprite = drawUnit(unpackLook(look), size, inTheme)
  sprites.set(key, sprite)
  return sprite
}
