/** Longest side of a stored photo in px, enough to read a number plate across a street. */
export const MOST_PX = 2_048

export function fitted(width: number, height: number): { readonly width: number; readonly height: number } {
  const share = Math.min(1, MOST_PX / Math.max(width, height, 1))
  return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) }
}

/** `2026-11-25 12:03:22` by the county's clock. */
export function stampTime(at: number): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  return format.format(at)
}

/** Breaks a text so that each line measures at most `most`; Chinese may break anywhere. */
export function wrapped(line: string, most: number, measure: (text: string) => number): readonly string[] {
  const lines: string[] = []
  let current = ''
  for (const sign of line) {
    if (current !== '' && measure(current + sign) > most) {
      lines.push(current)
      current = ''
    }
    current += sign
  }
  return current === '' ? lines : [...lines, current]
}

/** Writes the lines on a dark band at the foot of the picture, so that they read on snow and at night. */
export function writeOn(
  canvas: CanvasRenderingContext2D,
  size: { readonly width: number; readonly height: number },
  lines: readonly string[],
): void {
  const px = Math.max(14, Math.round(Math.min(size.width, size.height) / 32))
  const margin = Math.round(px * 0.7)
  canvas.font = `600 ${px}px "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif`
  const written = lines.flatMap(line =>
    wrapped(line, size.width - 2 * margin, text => canvas.measureText(text).width),
  )
  const band = Math.round(written.length * px * 1.4) + 2 * margin
  canvas.fillStyle = 'rgba(0, 0, 0, 0.55)'
  canvas.fillRect(0, size.height - band, size.width, band)
  canvas.fillStyle = '#fff'
  canvas.textBaseline = 'top'
  written.forEach((line, index) => {
    canvas.fillText(line, margin, size.height - band + margin + Math.round(index * px * 1.4))
  })
}
