import type { Incident } from '@one-centre/shared/incidents'
import type { Team } from '@one-centre/shared/people'

export type Found<Thing> =
  | { readonly kind: 'one'; readonly thing: Thing }
  | { readonly kind: 'none'; readonly word: string }
  | { readonly kind: 'many'; readonly word: string; readonly names: readonly string[] }

function only<Thing>(things: readonly Thing[], word: string, nameOf: (thing: Thing) => string): Found<Thing> {
  const [first] = things
  if (first === undefined) return { kind: 'none', word }
  if (things.length === 1) return { kind: 'one', thing: first }
  return { kind: 'many', word, names: things.slice(0, 4).map(nameOf) }
}

/** The incident whose whole number is typed; else those whose number ends in the digits, leading zeros not counted. */
export function incidentsLike(word: string, incidents: readonly Incident[]): readonly Incident[] {
  if (!/^\d+$/.test(word)) return incidents.filter(({ number }) => number === word.toUpperCase())
  return incidents.filter(({ number }) => Number(number?.split('-').at(-1)) === Number(word))
}

export function findIncident(word: string, incidents: readonly Incident[]): Found<Incident> {
  return only(incidentsLike(word, incidents), word, ({ number, title }) => `${number ?? ''} ${title}`)
}

/** The Chinese numerals of one to nine. */
const NUMERALS = '\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d'

/** Teams whose name holds the characters typed, in that order; a digit also means its numeral. The closest names first. */
export function teamsLike(word: string, teams: readonly Team[]): readonly Team[] {
  const wanted = Array.from(word.toLowerCase()).map(character =>
    /[1-9]/.test(character) ? [character, NUMERALS[Number(character) - 1]!] : [character],
  )
  return teams
    .map(team => ({ team, spread: spreadOf(wanted, team.name.toLowerCase()) }))
    .filter(({ spread }) => spread !== undefined)
    .sort((one, other) => one.spread! - other.spread! || one.team.name.length - other.team.name.length)
    .map(({ team }) => team)
}

/** How many characters the match stretches over; undefined where there is none. */
function spreadOf(wanted: readonly (readonly string[])[], name: string): number | undefined {
  let [first, at] = [-1, -1]
  for (const either of wanted) {
    const next = Array.from(name).findIndex((character, index) => index > at && either.includes(character))
    if (next < 0) return undefined
    if (first < 0) first = next
    at = next
  }
  return at - first
}

/** The one team meant: the one closest name, or the only one of the closest. */
export function findTeam(word: string, teams: readonly Team[]): Found<Team> {
  const exact = teams.filter(team => team.name === word || team.code === word)
  return only(exact.length > 0 ? exact : teamsLike(word, teams), word, ({ name }) => name)
}
