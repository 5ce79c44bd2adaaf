import type { Position } from '@one-centre/shared/geo'
import type { Incident } from '@one-centre/shared/incidents'
import type { Matter } from '@one-centre/shared/matters'
import type { Grid } from '@one-centre/shared/organisations'

/** A place the desk knows: a grid's middle, or where something was reported before. */
export interface KnownPlace {
  readonly name: string
  readonly township: string
  readonly position: Position
}

/** Each name once; a place of an incident is finer than a grid, so it comes first. */
export function knownPlaces(incidents: readonly Incident[], grids: readonly Grid[]): readonly KnownPlace[] {
  const places = new Map<string, KnownPlace>()
  for (const { township, place } of incidents)
    if (place.position !== null && place.address !== '')
      places.set(`${township}/${place.address}`, { name: place.address, township, position: place.position })
  for (const { township, name, centre, level } of grids)
    if (level !== 'county' && level !== 'township' && !places.has(`${township}/${name}`))
      places.set(`${township}/${name}`, { name, township, position: centre })
  return [...places.values()]
}

const MOST = 6

/** The place called just so. */
export function placeNamed(
  typed: string,
  township: string,
  places: readonly KnownPlace[],
): KnownPlace | undefined {
  return places.find(place => place.township === township && place.name === typed.trim())
}

/** The places whose name holds what is typed, the shortest first: a name typed in full comes before longer ones (CO-18). */
export function placesFor(
  typed: string,
  township: string,
  places: readonly KnownPlace[],
): readonly KnownPlace[] {
  const word = typed.trim()
  if (word === '') return []
  return places
    .filter(place => place.township === township && place.name.includes(word))
    .sort((one, other) => one.name.length - other.name.length)
    .slice(0, MOST)
}

/** How much of the name the text says: the share of the name's pairs of characters that occur in it. */
function likeness(text: string, name: string): number {
  const characters = Array.from(name)
  const pairs = characters.slice(1).map((character, at) => characters[at]! + character)
  if (pairs.length === 0) return 0
  return pairs.filter(pair => text.includes(pair)).length / pairs.length
}

const LIKELY = 0.3
const OFFERED = 3

/** The matters a report's words are most like, the likeliest first; none where nothing is like it (CO-18). */
export function mattersFor<M extends Pick<Matter, 'name'>>(
  text: string,
  matters: readonly M[],
): readonly M[] {
  return matters
    .map(matter => ({ matter, score: likeness(text, matter.name) }))
    .filter(({ score }) => score >= LIKELY)
    .sort((one, other) => other.score - one.score)
    .slice(0, OFFERED)
    .map(({ matter }) => matter)
}
