import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { CHROMIUM, hasChromium, startChromium } from '../../harness/chromium.ts'
import { quantile, round, type Bench } from './benchmark.ts'
import { treeCpuSeconds } from './processor-time.ts'

export const SIZE = { width: 1920, height: 1080 } as const
export const NO_CHROMIUM = `there is no ${CHROMIUM} on this machine`

export interface BenchBrowser {
  readonly browser: Browser
  readonly pid: number
  stop(): Promise<void>
}

/** A Chromium without a GPU; undefined where there is none. */
export async function openBrowser(bench: Bench): Promise<BenchBrowser | undefined> {
  if (!hasChromium) return undefined
  const started = await startChromium()
  bench.atEnd(() => started.stop())
  return started
}

/** What a page showed in some seconds. */
export interface Frames {
  /** Frames the page drew, by its animation frames: with a full pipeline Chromium asks for none. */
  readonly perSecond: number
  /** ms from frame to frame. */
  readonly p95: number
  readonly longest: number
  /** Processor time of a frame in all processes of the browser, in ms: what it costs however busy the machine is. */
  readonly cost: number
}

/** With BENCH_PROFILE the page's processor profile is kept there; such a run explains and does not measure. */
async function profiled<Found>(page: Page, work: () => Promise<Found>): Promise<Found> {
  const folder = process.env['BENCH_PROFILE']
  if (folder === undefined) return work()
  const session = await page.context().newCDPSession(page)
  await session.send('Profiler.enable')
  await session.send('Profiler.start')
  const found = await work()
  const { profile } = await session.send('Profiler.stop')
  await writeFile(join(folder, `page-${Date.now()}.cpuprofile`), JSON.stringify(profile))
  return found
}

export async function watchFrames(page: Page, pid: number, seconds: number): Promise<Frames> {
  const before = await treeCpuSeconds(pid)
  const gaps = await profiled(page, () => page.evaluate(gapsOfFrames, seconds * 1_000))
  const used = (await treeCpuSeconds(pid)) - before
  const passed = gaps.reduce((sum, gap) => sum + gap, 0)
  return {
    perSecond: (gaps.length / passed) * 1_000,
    p95: quantile(gaps, 0.95),
    longest: Math.max(...gaps),
    cost: (used / gaps.length) * 1_000,
  }
}

/** Runs in the page. */
function gapsOfFrames(ms: number): Promise<number[]> {
  return new Promise(resolve => {
    const found: number[] = []
    const began = performance.now()
    let last = began
    const frame = () => {
      const now = performance.now()
      found.push(now - last)
      last = now
      if (now - began < ms) requestAnimationFrame(frame)
      else resolve(found)
    }
    requestAnimationFrame(frame)
  })
}

export const saidOf = ({ perSecond, p95, longest, cost }: Frames): string =>
  `${round(perSecond)} fps, from frame to frame p95 ${round(p95)} ms and at most ${round(longest)} ms, ` +
  `${round(cost)} ms of processor a frame in the whole browser`
