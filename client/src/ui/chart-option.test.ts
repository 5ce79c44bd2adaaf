import { expect, test } from 'vitest'
import { mostPointsPerLine, preparedOption } from './chart-option.ts'

test('U-26 a tooltip is drawn as text, whatever the option asked for', () => {
  expect(preparedOption({ tooltip: { trigger: 'axis', renderMode: 'html' } }).tooltip).toEqual([
    { trigger: 'axis', renderMode: 'richText' },
  ])
})

test('U-26 a long line is thinned before it reaches the chart, a bar is not', () => {
  const data = Array.from({ length: 50_000 }, (_, x) => [x, Math.sin(x)])

  const { series } = preparedOption({
    series: [
      { type: 'line', data },
      { type: 'bar', data },
    ],
  })

  expect(series).toMatchObject([{ data: { length: mostPointsPerLine } }, { data: { length: 50_000 } }])
})
