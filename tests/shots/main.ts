/**
 * `npm run shots [-- WORD …] [--server URL]`: draws every screen at its sizes and in both themes into the folder
 * `shots`, for people to look at; with words, only pictures whose name contains one of them. It starts a
 * demonstration of its own and lets it live for a minute, unless the address of one that runs is given.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { buildIfStale } from '../../client/build-if-stale.ts'
import { launchChromium } from '../harness/chromium.ts'
import { signInAs, startDemoServer } from '../harness/demo-server.ts'
import { deskScenes } from './desk.ts'
import { phoneScenes } from './phone.ts'
import { roomScenes } from './room.ts'
import { themes, type Scene, type Theme } from './scene.ts'

const FOLDER = join(import.meta.dirname, '../../shots')
/** Until the simulator has sent the first teams, and some have arrived. */
const LIVELY_AFTER_MS = 60_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { server: { type: 'string' } },
})

const nameOf = (scene: Scene, picture: string, theme: Theme): string =>
  [scene.name, picture, theme].filter(word => word !== '').join('-')

function isWanted(name: string): boolean {
  return positionals.length === 0 || positionals.some(word => name.includes(word))
}

/** Answers how many pictures were taken; what could not be played is told, and the others go on. */
async function draw(browser: Browser, url: string, scene: Scene, theme: Theme): Promise<number> {
  if (!scene.pictures.some(picture => isWanted(nameOf(scene, picture, theme)))) return 0
  const phone = scene.size.width < 900
  const context = await browser.newContext({
    viewport: scene.size,
    hasTouch: phone,
    isMobile: phone,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  })
  await context.addInitScript(name => localStorage.setItem('theme', name), theme)
  let taken = 0
  try {
    if (scene.as !== undefined) await signInAs(context, url, scene.as.role, scene.as.township)
    const page = await context.newPage()
    await page.goto(`${url}${scene.path}`)
    await scene.play(page, async picture => {
      const name = nameOf(scene, picture, theme)
      if (!isWanted(name)) return
      await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: scene.part === 'whole' })
      console.log(`  ${name}.png`)
      taken++
    })
  } finally {
    await context.close()
  }
  return taken
}

async function drawAll(url: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  const browser = await launchChromium()
  let taken = 0
  try {
    for (const scene of [...roomScenes, ...deskScenes, ...phoneScenes]) {
      for (const theme of themes) {
        try {
          taken += await draw(browser, url, scene, theme)
        } catch (error) {
          console.error(`${scene.name}, ${theme}: ${error instanceof Error ? error.message : String(error)}`)
          process.exitCode = 1
        }
      }
    }
  } finally {
    await browser.close()
  }
  console.log(`${taken} pictures in ${FOLDER}`)
  if (taken === 0) process.exitCode = 1
}

await buildIfStale()
if (values.server !== undefined) await drawAll(values.server)
else {
  const server = await startDemoServer()
  try {
    console.log(`The county lives for ${LIVELY_AFTER_MS / 1_000} s.`)
    await sleep(LIVELY_AFTER_MS)
    await drawAll(server.url)
  } finally {
    await server.stop()
  }
}
