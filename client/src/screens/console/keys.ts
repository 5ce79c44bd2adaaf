/** What a key of the console asks for; the sheet shows the same list. */
export const keySheet = [
  { act: 'next', keys: 'J' },
  { act: 'previous', keys: 'K' },
  { act: 'open', keys: 'Enter' },
  { act: 'create', keys: 'F2 / N' },
  { act: 'search', keys: 'F3' },
  { act: 'advise', keys: 'F4' },
  { act: 'acknowledge', keys: 'F8' },
  { act: 'dispatch', keys: 'F9' },
  { act: 'unassigned', keys: 'F10' },
  { act: 'status', keys: 'Alt+1 … 6' },
  { act: 'line', keys: '` / Ctrl+K' },
  { act: 'undo', keys: 'Ctrl+Z' },
  { act: 'cameras', keys: 'V' },
  { act: 'send', keys: 'Ctrl+Enter' },
  { act: 'back', keys: 'Esc' },
  { act: 'help', keys: '?' },
] as const
export type KeyAct = (typeof keySheet)[number]['act']

interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly isComposing: boolean
}

const anywhere: Readonly<Record<string, KeyAct>> = {
  F2: 'create',
  F3: 'search',
  F4: 'advise',
  F8: 'acknowledge',
  F9: 'dispatch',
  F10: 'unassigned',
  Escape: 'back',
}
const whileReading: Readonly<Record<string, KeyAct>> = {
  j: 'next',
  k: 'previous',
  n: 'create',
  v: 'cameras',
  Enter: 'open',
  '`': 'line',
  '\u00b7': 'line',
  '?': 'help',
  '\uff1f': 'help',
}

/** The act of a key, or undefined. `place` is a field where text is typed, a control that takes Enter itself, or the page (CO-6). */
export function keyAct(pressed: Pressed, place: 'field' | 'control' | 'page'): KeyAct | undefined {
  if (pressed.isComposing) return undefined
  if (pressed.key === 'Enter' && (pressed.ctrlKey || pressed.metaKey)) return 'send'
  if ((pressed.ctrlKey || pressed.metaKey) && pressed.key.toLowerCase() === 'k') return 'line'
  // In a field these two are the field's own: taking back a letter, and a sign of some input methods.
  if (place !== 'field' && pressed.ctrlKey && pressed.key.toLowerCase() === 'z') return 'undo'
  if (place !== 'field' && pressed.altKey && /^[1-6]$/.test(pressed.key)) return 'status'
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined
  const act = anywhere[pressed.key]
  if (act !== undefined || place === 'field') return act
  const reading = whileReading[pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key]
  return place === 'control' && reading === 'open' ? undefined : reading
}

/** Where the key was pressed. */
export function placeOf(target: EventTarget | null): 'field' | 'control' | 'page' {
  if (!(target instanceof HTMLElement)) return 'page'
  if (target.matches('input:not([type=checkbox]), textarea, select, [contenteditable]')) return 'field'
  return target.matches('button, a, summary, input, [role=rowgroup]') ? 'control' : 'page'
}
