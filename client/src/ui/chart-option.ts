import type { BarSeriesOption, HeatmapSeriesOption, LineSeriesOption, PieSeriesOption } from 'echarts/charts'
import type {
  DatasetComponentOption,
  GridComponentOption,
  LegendComponentOption,
  TooltipComponentOption,
  VisualMapComponentOption,
} from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import { thin, type ChartPoint } from './thin.ts'

/** What our build of ECharts can draw. */
export type ChartOption = ComposeOption<
  | BarSeriesOption
  | HeatmapSeriesOption
  | LineSeriesOption
  | PieSeriesOption
  | DatasetComponentOption
  | GridComponentOption
  | LegendComponentOption
  | TooltipComponentOption
  | VisualMapComponentOption
>

/** More points than this cannot be told apart on a panel; two per pixel of a wide one. */
export const mostPointsPerLine = 2000

/**
 * A chart option as it may reach the canvas: long lines thinned, and tooltips drawn as text on the canvas, never as
 * HTML. Points of a thinned line are `[x, y]` pairs of numbers.
 */
export function preparedOption(option: ChartOption): ChartOption {
  const { series, tooltip } = option
  const prepared: ChartOption = { animation: false, ...option }
  if (tooltip !== undefined) {
    prepared.tooltip = (Array.isArray(tooltip) ? tooltip : [tooltip]).map(each => ({
      ...each,
      renderMode: 'richText',
    }))
  }
  if (series !== undefined) prepared.series = (Array.isArray(series) ? series : [series]).map(thinned)
  return prepared
}

type Series = Exclude<ChartOption['series'], undefined | readonly unknown[]>

function thinned(series: Series): Series {
  if (series.type !== 'line' || !Array.isArray(series.data)) return series
  const data: readonly unknown[] = series.data
  if (!data.every(isPoint)) return series
  return { ...series, data: thin(data, mostPointsPerLine).map(([x, y]) => [x, y]) }
}

function isPoint(value: unknown): value is ChartPoint {
  return Array.isArray(value) && value.length === 2 && value.every(number => typeof number === 'number')
}
