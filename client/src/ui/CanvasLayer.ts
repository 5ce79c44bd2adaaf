import {
  Browser,
  DomUtil,
  Layer,
  type LatLng,
  type LeafletEventHandlerFn,
  type ZoomAnimEvent,
  type Map as LeafletMap,
  type Point,
  point,
} from 'leaflet'

/** Beyond the view on every side, in CSS px, so that a short pan shows no empty edge and sprites need no clipping. */
const marginPx = 32

export interface Frame {
  readonly map: LeafletMap
  /** Size of the canvas in CSS px, margins included. */
  readonly width: number
  readonly height: number
  readonly marginPx: number
  /** The frame clock (requestAnimationFrame), in ms. */
  readonly now: number
}

/**
 * A canvas over the view: repainted on demand, moved with the map, scaled during a zoom animation.
 * A subclass paints; it answers `moving` while it needs the next frame too.
 */
export abstract class CanvasLayer extends Layer {
  protected readonly canvas = document.createElement('canvas')
  #map: LeafletMap | undefined
  #requested = 0
  #zooming = false
  #corner: LatLng | undefined
  #cornerZoom = 0

  constructor(paneName: string) {
    super()
    this.options = { ...this.options, pane: paneName }
    this.canvas.className = 'leaflet-layer'
    this.canvas.style.pointerEvents = 'none'
  }

  protected abstract paint(frame: Frame): 'moving' | 'still'

  /** How many device pixels one CSS pixel has; a crowded layer may answer 1. */
  protected pixelRatio(): number {
    return Math.min(window.devicePixelRatio, 2)
  }

  protected get map(): LeafletMap | undefined {
    return this.#map
  }

  override onAdd(map: LeafletMap): this {
    this.#map = map
    const animated = map.options.zoomAnimation === true && Browser.any3d
    this.canvas.classList.add(animated ? 'leaflet-zoom-animated' : 'leaflet-zoom-hide')
    this.getPane()?.append(this.canvas)
    this.repaint()
    return this
  }

  override onRemove(): this {
    cancelAnimationFrame(this.#requested)
    this.#requested = 0
    this.canvas.remove()
    this.#map = undefined
    return this
  }

  override getEvents() {
    return {
      move: () => this.repaint(),
      viewreset: () => this.repaint(),
      resize: () => this.repaint(),
      zoomanim: ((step: ZoomAnimEvent) => this.#followZoom(step.center, step.zoom)) as LeafletEventHandlerFn,
      zoomend: () => {
        this.#zooming = false
        this.repaint()
      },
    }
  }

  /** Asks for a frame; any number of askings make one. */
  repaint(): void {
    if (this.#requested !== 0 || this.#map === undefined) return
    this.#requested = requestAnimationFrame(now => {
      this.#requested = 0
      this.#paintFrame(now)
    })
  }

  #paintFrame(now: number): void {
    const map = this.#map
    if (map === undefined || this.#zooming) return
    const size = map.getSize()
    if (size.x === 0 || size.y === 0) return
    const corner = point(-marginPx, -marginPx)
    DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint(corner))
    this.#corner = map.containerPointToLatLng(corner)
    this.#cornerZoom = map.getZoom()
    const [width, height] = [size.x + 2 * marginPx, size.y + 2 * marginPx]
    this.#resize(width, height)
    if (this.paint({ map, width, height, marginPx, now }) === 'moving') this.repaint()
  }

  #resize(width: number, height: number): void {
    const ratio = this.pixelRatio()
    const [deviceWidth, deviceHeight] = [Math.round(width * ratio), Math.round(height * ratio)]
    if (this.canvas.width === deviceWidth && this.canvas.height === deviceHeight) return
    this.canvas.width = deviceWidth
    this.canvas.height = deviceHeight
    this.canvas.style.width = `${width}px`
    this.canvas.style.height = `${height}px`
  }

  #followZoom(center: LatLng, zoom: number): void {
    const map = this.#map
    if (map === undefined || this.#corner === undefined) return
    // Leaflet ends an animation to where it already is before it tells anybody of it: nothing would end it again.
    if (zoom === map.getZoom()) return
    this.#zooming = true
    const offset = map.project(this.#corner, zoom).subtract(originAt(map, center, zoom))
    DomUtil.setTransform(this.canvas, offset, map.getZoomScale(zoom, this.#cornerZoom))
  }
}

/** The layer origin the map will have once the animation ends. */
function originAt(map: LeafletMap, center: LatLng, zoom: number): Point {
  const pane = map.getPane('mapPane')
  const panned = pane === undefined ? point(0, 0) : DomUtil.getPosition(pane)
  return map.project(center, zoom).subtract(map.getSize().divideBy(2)).add(panned).round()
}
