import type { Page } from 'playwright-core'

export type Theme = 'dark' | 'light'
export const themes: readonly Theme[] = ['dark', 'light']

export interface Size {
  readonly width: number
  readonly height: number
}

/** One person at one screen; what they do there gives one picture or several. */
export interface Scene {
  /** Screen and size, as the file is called. */
  readonly name: string
  readonly size: Size
  /** Nobody is signed in where it is undefined. */
  readonly as: { readonly role: string; readonly township: string } | undefined
  readonly path: string
  /** Its pictures, in the order they are taken; each is called `name-picture-theme.png`. An empty word adds nothing. */
  readonly pictures: readonly string[]
  /** Does what is needed and calls `take` once for each picture. */
  readonly play: (page: Page, take: (picture: string) => Promise<void>) => Promise<void>
  /** Whether a picture shows what lies below the fold, too. */
  readonly part?: 'window' | 'whole'
}

/** Tiles, charts and the first gliding of the map take so long on a busy machine. */
const STEADY_MS = 2_500

/** Waits until the page asks for nothing and moves no more. */
export async function steady(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(STEADY_MS)
}

export function sizeOf(word: string): Size {
  const [width, height] = word.split('x').map(Number)
  if (width === undefined || height === undefined) throw new Error(`${word} is no size`)
  return { width, height }
}
