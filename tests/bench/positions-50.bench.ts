import type { Benchmark } from './parts/benchmark.ts'
import { positionFigures } from './parts/position-figures.ts'
import { installWorldmap } from './parts/worldmap.ts'

export const benchmark: Benchmark = {
  title: 'Positions to 50 viewers who all look at the same units',
  limitSeconds: 200,
  shared:
    'server, PostgreSQL (ours only), one sending process and one with all viewers; the peers in turn, never at once',
  prepare: installWorldmap,
  run: bench =>
    positionFigures(bench, {
      viewers: 50,
      first: { ours: 40_000, default: 2_000, tuned: 8_000 },
      times: { default: 20, tuned: 5 },
    }),
}
