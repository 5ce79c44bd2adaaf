import { readonly, ref } from 'vue'

const themes = ['dark', 'light'] as const
export type Theme = (typeof themes)[number]

const KEPT_AS = 'theme'
const current = ref<Theme>('dark')

/** The theme in force; `<html data-theme>` follows it. */
export const theme = readonly(current)

/** Puts a theme on and keeps it for this device. */
export function setTheme(next: Theme): void {
  put(next)
  try {
    localStorage.setItem(KEPT_AS, next)
  } catch {
    // A browser that keeps nothing still shows it.
  }
}

/** The theme this device was left with; dark where nobody chose. */
export function restoreTheme(): void {
  try {
    const kept = localStorage.getItem(KEPT_AS)
    put(themes.find(name => name === kept) ?? 'dark')
  } catch {
    put('dark')
  }
}

function put(next: Theme): void {
  current.value = next
  document.documentElement.dataset['theme'] = next
}

/** The value of a design token as drawing code (canvas, charts) needs it. */
export function token(name: `--${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}
