import { judge, round, skipped, type Bench, type Figure } from './benchmark.ts'
import { highest, prepareMap, prepareOurs, type Trial } from './position-runs.ts'
import type { MapMode } from './worldmap.ts'

export interface PositionAims {
  readonly viewers: number
  /** First rate to try with each, in positions a second. */
  readonly first: { readonly ours: number } & Readonly<Record<MapMode, number>>
  /** How many times the peer's rate. */
  readonly times: Readonly<Record<MapMode, number>>
}

const said = ({ rate, holds, delivered, p50, p99, cost }: Trial): string =>
  `${round(rate)}/s${holds ? '' : ' (does not hold)'}: ${(delivered * 100).toFixed(1)} % delivered, p50 ${round(p50)} ms, p99 ${round(p99)} ms, ${round(cost)} µs of the server each`

/** The highest rate at which 99 % arrive and 99 % of those within 250 ms, ours and the peer's. */
export async function positionFigures(bench: Bench, aims: PositionAims): Promise<readonly Figure[]> {
  const { viewers, first, times } = aims
  const tries = bench.short ? 1 : 3
  const target = await prepareOurs(bench, viewers)
  const ours = await highest(bench, target, first.ours, tries)
  const figures: Figure[] = []
  for (const mode of ['default', 'tuned'] as const) {
    const name = `${viewers} viewers, against Node-RED + worldmap, ${mode === 'tuned' ? 'tuned to arrays of 50 ms' : 'as it comes'}`
    const aim = `≥ ${times[mode]} × the peer's rate, ≥ 99 % delivered, p99 ≤ 250 ms`
    const peer = await prepareMap(bench, mode, viewers)
    if (typeof peer === 'string') {
      figures.push(skipped(name, aim, `${said(ours)}; ${peer}`))
      continue
    }
    const theirs = await highest(bench, peer, first[mode], tries)
    const ratio = theirs.holds ? ours.rate / theirs.rate : Infinity
    figures.push(
      judge({
        name,
        target: aim,
        measured: said(ours),
        ratio: theirs.holds
          ? `${round(ratio)} × ${round(theirs.rate)}/s`
          : `the peer holds not even ${round(theirs.rate)}/s`,
        met: ours.holds && ratio >= times[mode],
        note: `Peer: ${said(theirs)}.`,
        because: 'Server, PostgreSQL (every position is kept), sender and viewers share the processors.',
      }),
    )
  }
  return figures
}
