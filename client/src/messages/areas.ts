import type { MessageTree } from './shape.ts'

export type Language = 'zh-CN' | 'en'

/** One file per area and language, exporting `messages`; a new area needs its two files and nothing else. */
const files = {
  'zh-CN': import.meta.glob<MessageTree>('./zh-CN/*.ts', { eager: true, import: 'messages' }),
  en: import.meta.glob<MessageTree>('./en/*.ts', { eager: true, import: 'messages' }),
}

/** All texts of a language, one branch per area: `ui.freshness.live`. */
export function textsOf(language: Language): Record<string, MessageTree> {
  return Object.fromEntries(
    Object.entries(files[language]).map(([path, tree]) => [
      path.slice(path.lastIndexOf('/') + 1, -'.ts'.length),
      tree,
    ]),
  )
}
