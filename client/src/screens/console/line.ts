/** The command line of the desk (control-room.md): one letter for the act, then what it is about. */

export const lineWords = ['n', 'd', 's', '?', 'r', 'm', 'up', 'mg', 'cl', 'ack'] as const
export type LineWord = (typeof lineWords)[number]

/** Pinyin initials, in the order of Alt+1 … Alt+6. */
export const statusWords = ['kx', 'kl', 'tz', 'dc', 'fc', 'lg'] as const
export type StatusWord = (typeof statusWords)[number]

/** What each place after the word is; the last one takes all that follows. */
const shapes = {
  n: ['words'],
  d: ['incident', 'teams'],
  s: ['team', 'status', 'words'],
  '?': ['incident'],
  r: ['incident'],
  m: ['team', 'words'],
  up: ['incident', 'level'],
  mg: ['incident', 'incident'],
  cl: ['incident', 'words'],
  ack: [],
} as const satisfies Readonly<Record<LineWord, readonly string[]>>
export type Slot = 'word' | 'incident' | 'team' | 'teams' | 'status' | 'level' | 'place' | 'words' | 'none'

export type LineOrder =
  | { readonly act: 'new'; readonly words: string; readonly place: string; readonly level: Level | undefined }
  | {
      readonly act: 'dispatch'
      readonly incident: string
      readonly teams: readonly string[]
      readonly reason: string
    }
  | { readonly act: 'status'; readonly team: string; readonly status: StatusWord; readonly words: string }
  | { readonly act: 'show' | 'advise'; readonly incident: string }
  | { readonly act: 'message'; readonly team: string; readonly words: string }
  | { readonly act: 'level'; readonly incident: string; readonly level: Level }
  | { readonly act: 'merge'; readonly incident: string; readonly master: string }
  | { readonly act: 'close'; readonly incident: string; readonly words: string }
  | { readonly act: 'acknowledge' }
export type Level = 1 | 2 | 3 | 4

export type LineFlaw =
  | { readonly flaw: 'unknown-word'; readonly word: string }
  | { readonly flaw: 'missing'; readonly slot: Slot }
  | { readonly flaw: 'unknown-status'; readonly word: string }

const missing = (slot: Slot): LineFlaw => ({ flaw: 'missing', slot })

function levelOf(word: string): Level | undefined {
  const found = /^[pP]([1-4])$/.exec(word)?.[1]
  return found === undefined ? undefined : (Number(found) as Level)
}

function asWord(word: string): LineWord | undefined {
  const plain = word.toLowerCase().replace('\uff1f', '?')
  return lineWords.find(one => one === plain)
}

/** What a line asks for, or what is wrong with it (CO-20). */
export function readLine(line: string): LineOrder | LineFlaw {
  const [first = '', ...rest] = line.trim().split(/\s+/)
  const word = asWord(first)
  if (word === undefined) return { flaw: 'unknown-word', word: first }
  const [one = '', two = '', ...more] = rest
  const after = (at: number) => rest.slice(at).join(' ')
  if (word === 'ack') return { act: 'acknowledge' }
  if (word === 'n') return readNew(rest)
  if (one === '') return missing(shapes[word][0])
  if (word === '?') return { act: 'show', incident: one }
  if (word === 'r') return { act: 'advise', incident: one }
  if (word === 'cl') return { act: 'close', incident: one, words: after(1) }
  if (two === '') return missing(word === 'd' ? 'team' : shapes[word][1])
  if (word === 'd') return readDispatch(one, [two, ...more])
  if (word === 'm') return { act: 'message', team: one, words: after(1) }
  if (word === 'mg') return { act: 'merge', incident: one, master: two }
  if (word === 'up') {
    const level = levelOf(two)
    return level === undefined ? missing('level') : { act: 'level', incident: one, level }
  }
  const status = statusWords.find(each => each === two.toLowerCase())
  if (status === undefined) return { flaw: 'unknown-status', word: two }
  return { act: 'status', team: one, status, words: after(2) }
}

function readNew(rest: readonly string[]): LineOrder | LineFlaw {
  const level = rest.map(levelOf).find(one => one !== undefined)
  const place = rest.find(word => /^[@\uff20]./.test(word))?.slice(1) ?? ''
  const words = rest.filter(word => levelOf(word) === undefined && !/^[@\uff20]/.test(word)).join(' ')
  if (words === '') return missing('words')
  return place === '' ? missing('place') : { act: 'new', words, place, level }
}

function readDispatch(incident: string, rest: readonly string[]): LineOrder | LineFlaw {
  const at = rest.findIndex(word => /^[!\uff01]/.test(word))
  const teams = at < 0 ? rest : rest.slice(0, at)
  const reason = at < 0 ? '' : rest.slice(at).join(' ').slice(1)
  return teams.length === 0 ? missing('team') : { act: 'dispatch', incident, teams, reason }
}

/** What the last word of an unfinished line is, so that it can be completed. */
export function slotAtEnd(line: string): { readonly slot: Slot; readonly typed: string } {
  const parts = line.trimStart().split(/\s+/)
  const typed = parts.at(-1) ?? ''
  if (parts.length === 1) return { slot: 'word', typed }
  const word = asWord(parts[0] ?? '')
  if (word === undefined) return { slot: 'none', typed }
  if (word === 'n')
    return /^[@\uff20]/.test(typed) ? { slot: 'place', typed: typed.slice(1) } : { slot: 'words', typed }
  if (/^[!\uff01]/.test(typed)) return { slot: 'words', typed }
  const slots: readonly string[] = shapes[word]
  const slot = slots[Math.min(parts.length - 2, slots.length - 1)]
  return { slot: slot === undefined ? 'none' : ((slot === 'teams' ? 'team' : slot) as Slot), typed }
}

/** The line with its last word replaced. */
export function completed(line: string, word: string): string {
  const { typed } = slotAtEnd(line)
  return `${line.slice(0, line.length - typed.length)}${word} `
}
