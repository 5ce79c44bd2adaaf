import type { Refusal } from '@one-centre/shared/refusals'
import { i18n, text } from './i18n.ts'

const known = (key: string): boolean => i18n.global.te(key) || i18n.global.te(key, 'zh-CN')

/** The sentence of a refusal with the facts it came with; a code that has none is shown as it is, never swallowed. */
export function refusalText({
  code,
  detail = {},
}: Pick<Refusal, 'code'> & Partial<Pick<Refusal, 'detail'>>): string {
  const key = `refusals.${code}`
  return known(key) ? text(key, factsOf(detail)) : text('refusals.unlisted', { code })
}

/** Numbers and words as they are; what is missing by its name. */
function factsOf(detail: Refusal['detail']): Record<string, string | number> {
  const facts: Record<string, string | number> = { missing: text('incidents.fields.photos') }
  for (const [name, value] of Object.entries(detail)) {
    if (typeof value === 'string' || typeof value === 'number') facts[name] = value
    if (name === 'missing' && Array.isArray(value)) facts[name] = value.map(evidenceWord).join('、')
  }
  return facts
}

function evidenceWord(name: unknown): string {
  const key = `incidents.evidence.${String(name)}`
  return known(key) ? text(key) : String(name)
}
