/** What a key asks of the replay; the bar shows the same. */
export type ReplayKey =
  'live' | 'play' | 'next-change' | 'previous-change' | 'next-grave' | 'previous-grave' | 'faster' | 'slower'

const keys: Readonly<Record<string, ReplayKey>> = {
  End: 'live',
  ' ': 'play',
  ArrowRight: 'next-change',
  ArrowLeft: 'previous-change',
  g: 'next-grave',
  G: 'previous-grave',
  '+': 'faster',
  '=': 'faster',
  '-': 'slower',
}
/** A slider moves by these itself, and a button is pressed by the other. */
const ownKeys: Readonly<Record<'slider' | 'control' | 'page', readonly string[]>> = {
  slider: ['ArrowRight', 'ArrowLeft', 'End'],
  control: [' '],
  page: [],
}

interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly isComposing: boolean
}

/** The wish of a key, or undefined; in a field where text is typed there is none (RS-14). */
export function replayKey(
  pressed: Pressed,
  place: 'field' | 'slider' | 'control' | 'page',
): ReplayKey | undefined {
  if (place === 'field' || pressed.isComposing) return undefined
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined
  return ownKeys[place].includes(pressed.key) ? undefined : keys[pressed.key]
}

export function placeOfKey(target: EventTarget | null): 'field' | 'slider' | 'control' | 'page' {
  if (!(target instanceof HTMLElement)) return 'page'
  if (target.matches('input[type=range]')) return 'slider'
  if (target.matches('input:not([type=checkbox]), textarea, select, [contenteditable]')) return 'field'
  return target.matches('button, a, summary, input') ? 'control' : 'page'
}
