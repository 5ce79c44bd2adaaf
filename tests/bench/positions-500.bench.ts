import type { Benchmark } from './parts/benchmark.ts'
import { positionFigures } from './parts/position-figures.ts'
import { installWorldmap } from './parts/worldmap.ts'

export const benchmark: Benchmark = {
  title: 'Positions to 500 viewers who all look at the same units',
  limitSeconds: 200,
  shared:
    'server, PostgreSQL (ours only), one sending process and one with all viewers; the peers in turn, never at once',
  prepare: installWorldmap,
  run: bench =>
    positionFigures(bench, {
      viewers: 500,
      first: { ours: 6_400, default: 100, tuned: 800 },
      times: { default: 50, tuned: 8 },
    }),
}
