import type { FeedChange } from '@one-centre/shared/feed'
import { text } from '../../messages/i18n.ts'
import { changeWord } from '../../messages/words.ts'

/** What a change was; of a clock also whose limit it is, because an incident has several (CO-35). */
export function historyWord({ kind, type, entity }: FeedChange): string {
  const word = changeWord(type)
  const step = kind === 'clock' ? entity?.['step'] : undefined
  return typeof step === 'string' ? `${text(`incidents.clock.step.${step}`)} · ${word}` : word
}
