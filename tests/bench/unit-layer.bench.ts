import { setTimeout as sleep } from 'node:timers/promises'
import { serveBenchPages } from './parts/bench-pages.ts'
import { judge, median, skipped, spread, type Benchmark } from './parts/benchmark.ts'
import { NO_CHROMIUM, openBrowser, saidOf, SIZE, watchFrames, type Frames } from './parts/frames.ts'

const UNITS = 50_000
const NAME = `The unit layer alone over its basemap, ${UNITS.toLocaleString('en')} units all moving`
const TARGET = '≥ 55 fps'

export const benchmark: Benchmark = {
  title: 'The unit layer alone, in Chromium without a GPU at 1920×1080',
  limitSeconds: 120,
  shared: 'the browser',
  run: async bench => {
    const chromium = await openBrowser(bench)
    if (chromium === undefined) return [skipped(NAME, TARGET, NO_CHROMIUM)]
    const url = await serveBenchPages(bench)
    const page = await chromium.browser.newPage({ viewport: SIZE })
    await page.goto(`${url}/bench/units?count=${UNITS}`)
    await page.locator('.leaflet-units-pane canvas').waitFor()
    await sleep(3_000)
    const runs: Frames[] = []
    for (let run = 0; run < (bench.short ? 1 : 3); run += 1) {
      runs.push(await watchFrames(page, chromium.pid, bench.short ? 3 : 6))
      bench.say(`run ${run + 1}: ${saidOf(runs.at(-1)!)}`)
    }
    const rates = runs.map(run => run.perSecond)
    return [
      judge({
        name: NAME,
        target: TARGET,
        measured: spread(rates, ' fps'),
        met: median(rates) >= 55,
        note: `The slowest run: ${saidOf(runs.toSorted((a, b) => a.perSecond - b.perSecond)[0]!)}. The page puts all units to new places every 25 s; they glide in between.`,
        because: 'One processor presses the sprites, another puts the picture on the screen.',
      }),
    ]
  },
}
