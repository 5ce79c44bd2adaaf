import { buildIfStale } from '../../client/build-if-stale.ts'
import { judge, median, round, skipped, spread, type Benchmark } from './parts/benchmark.ts'
import { NO_CHROMIUM, openBrowser, SIZE } from './parts/frames.ts'
import { setWallStage } from './parts/wall-stage.ts'

const NAME = 'From the opening of a wall’s link to its first paint'
const TARGET = '≤ 2.5 s'

export const benchmark: Benchmark = {
  title: 'The wall’s first paint, cold, in Chromium without a GPU at 1920×1080',
  limitSeconds: 150,
  shared: 'the browser, the server with its simulator and PostgreSQL',
  prepare: buildIfStale,
  run: async bench => {
    const paints: number[] = []
    const figuresThere: number[] = []
    const stage = await setWallStage(bench)
    for (let run = 0; run < (bench.short ? 1 : 5); run += 1) {
      // A browser that was never started before: nothing is cached, compiled or warm.
      const chromium = await openBrowser(bench)
      if (chromium === undefined) return [skipped(NAME, TARGET, NO_CHROMIUM)]
      const page = await chromium.browser.newPage({ viewport: SIZE })
      await page.goto(stage.wallLink, { waitUntil: 'commit' })
      await page.locator('button.figure .value').first().waitFor()
      const { paint, figures } = await page.evaluate(() => ({
        paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity,
        figures: performance.now(),
      }))
      await chromium.stop()
      paints.push(paint / 1_000)
      figuresThere.push(figures / 1_000)
      bench.say(`run ${run + 1}: first paint ${round(paint)} ms, figures ${round(figures)} ms`)
    }
    return [
      judge({
        name: NAME,
        target: TARGET,
        measured: spread(paints, ' s'),
        met: median(paints) <= 2.5,
        note: `Its first figures stand after ${spread(figuresThere, ' s')}. Every run is a browser started anew, with nothing cached.`,
        because: 'Browser, server and PostgreSQL share the processors.',
      }),
    ]
  },
}
