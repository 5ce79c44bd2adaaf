/**
 * Embeddings, overrides and isolates of the bidirectional algorithm (Unicode UAX 9). In Chinese and English text they have
 * no work to do; an override shows a text backwards and lets it pass for another.
 */
const CONTROL = /[\u202a-\u202e\u2066-\u2069]/
const CONTROLS = new RegExp(CONTROL, 'g')

/** The value with such controls taken out of every text in it; the very same value where there are none (B-9). */
export function withoutBidi(value: unknown): unknown {
  return holdsBidi(value) ? stripped(value) : value
}

/** Without an allocation: nearly everything that comes in has none. */
function holdsBidi(value: unknown): boolean {
  if (typeof value === 'string') return CONTROL.test(value)
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false
  for (const key in value) if (holdsBidi((value as Record<string, unknown>)[key])) return true
  return false
}

function stripped(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(CONTROLS, '')
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map(stripped)
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, stripped(part)]))
}
