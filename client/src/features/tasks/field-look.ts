import { onMounted } from 'vue'
import { setTheme, theme, type Theme } from '../../design/theme.ts'
import { useLive } from '../../kernel/live.ts'

const KEY = 'look'

/** Day or night, as this phone was last set. */
export function useLook(): { readonly turn: () => void } {
  const { store } = useLive()
  onMounted(async () => {
    const kept = await (await store).find('remembered', KEY).catch(() => undefined)
    if (isLook(kept)) setTheme(kept.theme)
  })
  return {
    turn: () => {
      setTheme(theme.value === 'dark' ? 'light' : 'dark')
      const look = { theme: theme.value }
      void store.then(opened => opened.put('remembered', KEY, look).catch(() => undefined))
    },
  }
}

function isLook(row: unknown): row is { readonly theme: Theme } {
  return (
    typeof row === 'object' &&
    row !== null &&
    'theme' in row &&
    (row.theme === 'dark' || row.theme === 'light')
  )
}
