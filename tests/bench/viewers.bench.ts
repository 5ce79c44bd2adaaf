import { setTimeout as sleep } from 'node:timers/promises'
import type { ViewersOrder } from './load/viewers-load.ts'
import { judge, median, round, type Bench, type Benchmark } from './parts/benchmark.ts'
import { holdLoad } from './parts/load.ts'
import { signIn } from './parts/county.ts'
import { prepareOurs, tryRate } from './parts/position-runs.ts'
import { cpuSeconds } from './parts/processor-time.ts'
import { residentBytes } from './parts/product.ts'

const INTERESTED = 50
const POSITIONS_A_SECOND = 8_000

export const benchmark: Benchmark = {
  title: 'What viewers cost who look elsewhere',
  limitSeconds: 200,
  shared: 'server, PostgreSQL, the sender, one process with the interested viewers and one with the others',
  run: async bench => {
    const others = bench.short ? 950 : 4_950
    const target = await prepareOurs(bench, INTERESTED)
    const cookies = await signIn(target.db, target.town.id, 'dispatcher', others)
    await tryRate(bench, target, POSITIONS_A_SECOND)
    const alone: number[] = []
    const runs = bench.short ? 1 : 3
    for (let run = 0; run < runs; run += 1)
      alone.push((await tryRate(bench, target, POSITIONS_A_SECOND)).cost)
    const calm = await restingShare(bench, target.pid)
    const before = await residentBytes(target.pid)
    const elsewhere = { townships: [target.town.id], west: 10, south: 10, east: 10.02, north: 10.02 }
    const order: ViewersOrder = {
      url: target.url,
      viewers: cookies.map(cookie => ({ cookie })),
      view: elsewhere,
    }
    await holdLoad(bench, 'viewers-load.ts', order)
    const share = await restingShare(bench, target.pid)
    const after = await residentBytes(target.pid)
    const together: number[] = []
    for (let run = 0; run < runs; run += 1)
      together.push((await tryRate(bench, target, POSITIONS_A_SECOND)).cost)
    const more = median(together) / median(alone) - 1
    const each = (after - before) / 1_000 / others
    return [
      judge({
        name: `${others} viewers who look elsewhere beside ${INTERESTED} interested ones, ${POSITIONS_A_SECOND} positions/s`,
        target: '≤ 10 % more processor time',
        measured: `${round(more * 100)} % more: ${round(median(alone))} µs of the server a position alone, ${round(median(together))} µs together`,
        met: more <= 0.1,
        note:
          `With no positions flowing the server keeps ${round(calm * 100)} % of one processor busy with nobody, ` +
          `and ${round(share * 100)} % with the ${others} (pings, heartbeats, sessions checked each second).`,
        because: 'Pings and heartbeats of the others are the difference; no position is sent to them.',
      }),
      judge({
        name: 'Memory of a connected viewer, by the growth of the resident memory',
        target: '≤ 45 kB',
        measured: `${round(each)} kB`,
        met: each <= 45,
        because: 'Resident memory also counts what the garbage collector has not yet given back.',
      }),
    ]
  },
}

/** The share of one processor the server takes when it is left alone. */
async function restingShare(bench: Bench, pid: number): Promise<number> {
  // Until what was just opened or closed is tidied up.
  await sleep(2_000)
  const seconds = bench.short ? 2 : 5
  const before = await cpuSeconds(pid)
  await sleep(seconds * 1_000)
  return ((await cpuSeconds(pid)) - before) / seconds
}
