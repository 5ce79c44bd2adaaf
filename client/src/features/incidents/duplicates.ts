import { distanceMetres, type Position } from '@one-centre/shared/geo'
import type { Incident } from '@one-centre/shared/incidents'
import type { Matter } from '@one-centre/shared/matters'
import { fromIso, HOUR, MINUTE } from '@one-centre/shared/time'
import { isOpenIncident } from './view.ts'

/** The same matter within 100 m and 2 h (control-room.md). */
const NEAR_METRES = 100
const RECENT_MS = 2 * HOUR

/** What is known of a report while it is being taken. */
export interface Taking {
  readonly township: string
  readonly matterId: string
  readonly position: Position | null
  readonly address: string
}

export interface Duplicate {
  readonly incident: Incident
  /** Null where one of the two has no position and the addresses tell. */
  readonly metres: number | null
  readonly minutes: number
}

type MajorOf = (matterId: Incident['matterId']) => Matter['major'] | undefined

/** Open incidents the report may be about: same class, near in place and time; the nearest first (CO-11). `now` in ms. */
export function duplicatesOf(
  taking: Taking,
  open: readonly Incident[],
  majorOf: MajorOf,
  now: number,
): readonly Duplicate[] {
  return open
    .filter(incident => incident.township === taking.township && isOpenIncident(incident))
    .filter(incident => sameClass(taking.matterId, incident.matterId, majorOf))
    .flatMap(incident => {
      const age = now - fromIso(incident.stamps.reportedAt ?? '')
      const near = nearness(taking, incident)
      if (near === undefined || !(age <= RECENT_MS)) return []
      return [{ incident, metres: near.metres, minutes: Math.max(0, Math.floor(age / MINUTE)) }]
    })
    .sort((one, other) => (one.metres ?? 0) - (other.metres ?? 0) || one.minutes - other.minutes)
}

/** A class that is not known yet excludes nothing. */
function sameClass(mine: string, theirs: Incident['matterId'], majorOf: MajorOf): boolean {
  if (mine === '' || theirs === null || mine === theirs) return true
  const major = majorOf(mine)
  return major !== undefined && major === majorOf(theirs)
}

function nearness(taking: Taking, { place }: Incident): { readonly metres: number | null } | undefined {
  if (taking.position !== null && place.position !== null) {
    const metres = distanceMetres(taking.position, place.position)
    return metres <= NEAR_METRES ? { metres } : undefined
  }
  return sameAddress(taking.address, place.address) ? { metres: null } : undefined
}

const SHORTEST_ADDRESS = 3

/** One of the two names the other. */
function sameAddress(one: string, other: string): boolean {
  const [a, b] = [one.replace(/\s/g, ''), other.replace(/\s/g, '')]
  if (Math.min(a.length, b.length) < SHORTEST_ADDRESS) return false
  return a.includes(b) || b.includes(a)
}
