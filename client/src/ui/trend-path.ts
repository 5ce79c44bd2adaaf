/**
 * A small line as an SVG path over width × height; `undefined` is unknown and breaks the line instead of touching 0.
 * A level line lies in the middle.
 */
export function trendPath(values: readonly (number | undefined)[], width: number, height: number): string {
  const known = values.filter(value => value !== undefined)
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const step = values.length > 1 ? width / (values.length - 1) : 0
  let pen: 'M' | 'L' = 'M'
  const parts: string[] = []
  values.forEach((value, index) => {
    if (value === undefined) {
      pen = 'M'
      return
    }
    const y = high === low ? height / 2 : height - ((value - low) / (high - low)) * height
    parts.push(`${pen}${(index * step).toFixed(1)} ${y.toFixed(1)}`)
    pen = 'L'
  })
  return parts.join('')
}
