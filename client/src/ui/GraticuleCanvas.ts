import { token } from '../design/theme.ts'
import { CanvasLayer, type Frame } from './CanvasLayer.ts'
import { degreeLabel, linesBetween, stepFor } from './graticule.ts'
import { drawnTypePx } from './screen-type.ts'

/** Lines of longitude and latitude, named at the upper and left edge: where nothing else says where this is. */
export class GraticuleCanvas extends CanvasLayer {
  constructor() {
    super('ground')
  }

  protected override paint({ map, width, height, marginPx }: Frame): 'still' {
    const context = this.canvas.getContext('2d')
    if (context === null) return 'still'
    const ratio = this.pixelRatio()
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, width, height)
    context.translate(marginPx, marginPx)
    context.strokeStyle = token('--line')
    context.fillStyle = token('--text-3')
    context.lineWidth = 1
    const size = drawnTypePx.value * 0.8
    context.font = `400 ${size}px ${token('--font-text')}`
    context.textBaseline = 'top'
    const view = map.getBounds()
    const step = stepFor((view.getEast() - view.getWest()) / map.getSize().x)
    for (const lng of linesBetween(view.getWest(), view.getEast(), step)) {
      const { x } = map.latLngToContainerPoint([view.getCenter().lat, lng])
      line(context, x, -marginPx, x, height)
      context.fillText(degreeLabel(lng, step, 'lon'), x + 4, 4)
    }
    for (const lat of linesBetween(view.getSouth(), view.getNorth(), step)) {
      const { y } = map.latLngToContainerPoint([lat, view.getCenter().lng])
      line(context, -marginPx, y, width, y)
      // The lowest corner has the scale.
      if (y < map.getSize().y - 3 * size) context.fillText(degreeLabel(lat, step, 'lat'), 4, y + 4)
    }
    return 'still'
  }
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath()
  context.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5)
  context.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5)
  context.stroke()
}
