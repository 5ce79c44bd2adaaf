import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tones, toneColour, toneShape, worseTone } from './tones.ts'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

test.each(tones)('U-12 the token of %s is the colour drawing code uses', tone => {
  const declared = new RegExp(`--tone-${tone}: (#[0-9a-f]{6});`).exec(css)?.[1]

  expect(declared).toBe(toneColour[tone].toLowerCase())
})

test('U-12 every tone has a shape of its own', () => {
  expect(new Set(Object.values(toneShape)).size).toBe(tones.length)
})

test.each(tones)('U-12 %s stands out 5.2:1 from the duty base', tone => {
  expect(contrast(toneColour[tone], '#0B1B33')).toBeGreaterThanOrEqual(5.2)
})

test.each([
  ['--text', 'dark'],
  ['--text-2', 'dark'],
  ['--text-3', 'dark'],
  ['--accent', 'dark'],
  ['--text', 'light'],
  ['--text-2', 'light'],
  ['--text-3', 'light'],
  ['--accent', 'light'],
] as const)('U-13 %s reads 4.5:1 on every surface of the %s theme', (name, theme) => {
  for (const surface of ['--base', '--surface-1', '--surface-2', '--surface-3']) {
    expect(contrast(declared(name, theme), declared(surface, theme)), surface).toBeGreaterThanOrEqual(4.5)
  }
})

test('U-12 the worse of two tones wins', () => {
  expect(worseTone('normal', 'level2')).toBe('level2')
  expect(worseTone('level1', 'offline')).toBe('level1')
})

function declared(name: string, theme: 'dark' | 'light'): string {
  const block = css.slice(css.indexOf(`[data-theme='${theme}'] {`))
  return new RegExp(`${name}: (#[0-9a-f]{6});`).exec(block)?.[1] ?? ''
}

/** WCAG 2.2 contrast ratio. */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map(at => {
    const share = parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
}
