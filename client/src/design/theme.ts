import { readonly, ref } from 'vue'

export type Theme = 'dark' | 'light'

const current = ref<Theme>('dark')

/** The theme in force; `<html data-theme>` follows it. */
export const theme = readonly(current)

export function setTheme(next: Theme): void {
  current.value = next
  document.documentElement.dataset['theme'] = next
}

/** The value of a design token as drawing code (canvas, charts) needs it. */
export function token(name: `--${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}
