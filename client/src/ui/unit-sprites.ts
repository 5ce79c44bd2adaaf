import { outlineColour, toneColour, toneShape } from '../design/tones.ts'
import type { Theme } from '../design/theme.ts'
import { spriteFrom, type Sprite } from './blit.ts'
import { traceShape } from './marks.ts'
import { drawnScale } from './screen-type.ts'
import type { UnitLook } from './unit-look.ts'

/** Units grow smaller as they grow many, so that a crowd stays a texture and not a blot. CSS px. */
export function unitSizePx(count: number): number {
  if (count <= 3000) return 25 * drawnScale()
  if (count <= 12_000) return 15
  return count <= 30_000 ? 9 : 7
}

/** Draws one look of a unit and keeps its visible pixels. `sizePx` is in device pixels and odd. */
export function drawUnit(look: UnitLook, sizePx: number, theme: Theme): Sprite {
  const canvas = document.createElement('canvas')
  canvas.width = sizePx
  canvas.height = sizePx
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('this browser offers no 2D canvas')
  const centre = sizePx / 2
  const radius = sizePx * 0.28
  context.globalAlpha = look.freshness === 'ageing' ? 0.7 : 1
  if (look.headingDeg !== undefined && look.freshness !== 'lost')
    drawHeading(context, look, centre, sizePx, theme)
  drawBody(context, look, centre, radius, theme)
  const { data } = context.getImageData(0, 0, sizePx, sizePx)
  return spriteFrom(new Uint32Array(data.buffer), sizePx)
}

function colourOf({ tone, freshness }: UnitLook): string {
  return freshness === 'stale' || freshness === 'lost' ? toneColour.offline : toneColour[tone]
}

/** A pointer at the rim, in the direction of travel. */
function drawHeading(
  context: CanvasRenderingContext2D,
  look: UnitLook,
  centre: number,
  size: number,
  theme: Theme,
): void {
  context.save()
  context.translate(centre, centre)
  context.rotate(((look.headingDeg ?? 0) * Math.PI) / 180)
  context.beginPath()
  context.moveTo(0, -size * 0.49)
  context.lineTo(size * 0.22, -size * 0.18)
  context.lineTo(-size * 0.22, -size * 0.18)
  context.closePath()
  context.lineWidth = size > 11 ? 1.5 : 1
  context.strokeStyle = outlineColour[theme]
  context.stroke()
  context.fillStyle = colourOf(look)
  context.fill()
  context.restore()
}

function drawBody(
  context: CanvasRenderingContext2D,
  look: UnitLook,
  centre: number,
  radius: number,
  theme: Theme,
): void {
  const shape = toneShape[look.tone]
  const line = Math.max(1.4, radius * 0.42)
  const hollow = look.freshness === 'lost' || shape === 'ring'
  traceShape(context, shape, centre, centre, radius)
  context.strokeStyle = outlineColour[theme]
  context.lineWidth = hollow || shape === 'cross' ? line + 2 : 2
  context.stroke()
  traceShape(context, shape, centre, centre, radius)
  if (hollow || shape === 'cross') {
    context.strokeStyle = colourOf(look)
    context.lineWidth = look.freshness === 'lost' ? line * 0.7 : line
    context.stroke()
  } else {
    context.fillStyle = colourOf(look)
    context.fill()
  }
  if (look.freshness === 'stale') hatch(context, centre, radius, theme)
}

function hatch(context: CanvasRenderingContext2D, centre: number, radius: number, theme: Theme): void {
  context.save()
  traceShape(context, 'disc', centre, centre, radius * 1.1)
  context.clip()
  context.strokeStyle = outlineColour[theme]
  context.lineWidth = Math.max(0.8, radius * 0.24)
  for (let shift = -2; shift <= 2; shift++) {
    context.beginPath()
    context.moveTo(centre + shift * radius * 0.75 - radius, centre + radius)
    context.lineTo(centre + shift * radius * 0.75 + radius, centre - radius)
    context.stroke()
  }
  context.restore()
}
