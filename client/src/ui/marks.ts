import { outlineColour, toneColour, toneShape, type Shape, type Tone } from '../design/tones.ts'
import type { Theme } from '../design/theme.ts'

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** Traces a status shape; all six look equally large at the same radius. */
export function traceShape(context: Context, shape: Shape, x: number, y: number, radius: number): void {
  context.beginPath()
  if (shape === 'triangle') polygon(context, x, y + radius * 0.15, radius * 1.15, [-90, 30, 150])
  else if (shape === 'diamond') polygon(context, x, y, radius * 1.15, [-90, 0, 90, 180])
  else if (shape === 'square') polygon(context, x, y, radius * 1.2, [-135, -45, 45, 135])
  else if (shape === 'cross') traceCross(context, x, y, radius * 0.75)
  else context.arc(x, y, shape === 'ring' ? radius * 0.82 : radius, 0, Math.PI * 2)
}

function polygon(context: Context, x: number, y: number, radius: number, degrees: readonly number[]): void {
  for (const degree of degrees) {
    const angle = (degree * Math.PI) / 180
    context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle))
  }
  context.closePath()
}

function traceCross(context: Context, x: number, y: number, arm: number): void {
  context.moveTo(x - arm, y - arm)
  context.lineTo(x + arm, y + arm)
  context.moveTo(x + arm, y - arm)
  context.lineTo(x - arm, y + arm)
}

/** Draws a tone's mark with a thin outline that separates it from the map. */
export function drawMark(
  context: Context,
  tone: Tone,
  x: number,
  y: number,
  radius: number,
  theme: Theme,
): void {
  const shape = toneShape[tone]
  const stroked = shape === 'ring' || shape === 'cross'
  context.lineJoin = 'round'
  context.lineCap = 'round'
  traceShape(context, shape, x, y, radius)
  context.strokeStyle = outlineColour[theme]
  context.lineWidth = stroked ? radius * 0.38 + 2.5 : 2.5
  context.stroke()
  traceShape(context, shape, x, y, radius)
  if (stroked) {
    context.strokeStyle = toneColour[tone]
    context.lineWidth = radius * 0.38
    context.stroke()
  } else {
    context.fillStyle = toneColour[tone]
    context.fill()
  }
}
