import type { Refusal } from '@one-centre/shared/refusals'
import { i18n, text } from './i18n.ts'

/** The sentence of a refusal; a code that has none is shown as it is, never swallowed. */
export function refusalText({ code }: Pick<Refusal, 'code'>): string {
  const key = `refusals.${code}`
  return i18n.global.te(key) || i18n.global.te(key, 'zh-CN') ? text(key) : text('refusals.unlisted', { code })
}
