import type { Theme } from '../design/theme.ts'

/**
 * The chart colours of a theme: calm series first; status colours belong to what is a status. `typePx` is the size of
 * every word on it, in CSS px.
 */
export function chartTheme(
  token: (name: `--${string}`) => string,
  theme: Theme,
  typePx: number,
): Record<string, unknown> {
  const quiet = { color: token('--text-3'), fontFamily: token('--font-text'), fontSize: typePx }
  const axis = {
    axisLine: { lineStyle: { color: token('--line-strong') } },
    axisTick: { show: false },
    axisLabel: quiet,
    splitLine: { lineStyle: { color: token('--line') } },
  }
  return {
    darkMode: theme === 'dark',
    backgroundColor: 'transparent',
    color:
      theme === 'dark'
        ? ['#7BA6D4', '#8FD3C8', '#C9B8E8', '#D8C7A0', '#8FA9C8']
        : ['#1F4E86', '#1B7A6B', '#6A4FA3', '#8A6A1F', '#4A6580'],
    textStyle: { fontFamily: token('--font-text'), color: token('--text-2'), fontSize: typePx },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    timeAxis: { ...axis, splitLine: { show: false } },
    legend: {
      textStyle: { color: token('--text-2'), fontSize: typePx },
      itemWidth: typePx,
      itemHeight: typePx * 0.6,
    },
    tooltip: {
      backgroundColor: token('--surface-2'),
      borderColor: token('--line-strong'),
      textStyle: { color: token('--text') },
    },
    line: { symbol: 'none', lineStyle: { width: 2 } },
    bar: { barMaxWidth: typePx * 1.8 },
  }
}
