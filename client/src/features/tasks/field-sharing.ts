import { text } from '../../messages/i18n.ts'
import type { Sharing } from './field-position.ts'

/** What is shown of the sharing: without a link the centre hears nothing, so it is kept for later (FD-22). */
export function lookOf(sharing: Sharing, link: 'up' | 'down'): Sharing['kind'] | 'kept' {
  return sharing.kind === 'on' && link === 'down' ? 'kept' : sharing.kind
}

/** ` · 精度 8 米`, or nothing where nothing is known. */
export function accuracyWords(metres: number): string {
  const whole = accuracyOf(metres)
  return whole === undefined ? '' : text('field.accuracy', { metres: whole })
}

/** An accuracy in whole metres, never better than it is; 0 is what a device says that does not know. */
export function accuracyOf(metres: number): number | undefined {
  return metres > 0 ? Math.ceil(metres) : undefined
}
