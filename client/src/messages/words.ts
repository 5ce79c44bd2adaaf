import { i18n, text } from './i18n.ts'

/** Whether there is a text of this key in the language shown or in the first one. */
function known(key: string): boolean {
  return i18n.global.te(key) || i18n.global.te(key, 'zh-CN')
}

/** What a change was, in words; a type without one is shown as it is, never swallowed (CO-12). */
export function changeWord(type: string): string {
  const key = `journal.${type}`
  return known(key) ? text(key) : type
}

/** Who did it; the timers and reactions are the system's. */
export function whoDid(who: { readonly id: string; readonly name: string }): string {
  return who.id === 'system' ? text('incidents.bySystem') : who.name
}

/** What a team can do, in words; a county's own word is shown as the county wrote it. */
export function capabilityWord(capability: string): string {
  const key = `teams.capability.${capability}`
  return known(key) ? text(key) : capability
}
