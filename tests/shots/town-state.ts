import type { Id } from '@one-centre/shared/ids'
import type { Incident } from '@one-centre/shared/incidents'
import type { Matter } from '@one-centre/shared/matters'
import type { Organisation } from '@one-centre/shared/organisations'
import type { Person, Team } from '@one-centre/shared/people'
import type { Page } from 'playwright-core'

/** What the pictures need to know of the township the signed-in person belongs to. */
export interface TownState {
  readonly township: Id<'organisation'>
  readonly incidents: readonly Incident[]
  readonly teams: readonly Team[]
  readonly people: readonly Person[]
  readonly organisations: readonly Organisation[]
  readonly matters: readonly Matter[]
}

interface SessionStreams {
  readonly county: Id<'organisation'>
  readonly streams: readonly { readonly township: Id<'organisation'> }[]
}
type Entities = Readonly<Record<string, readonly unknown[] | undefined>>

/** As the feed gives it to this person, the county's entities first. */
export async function readTown(page: Page): Promise<TownState> {
  const origin = new URL(page.url()).origin
  const session = (await (await page.request.get(`${origin}/api/session`)).json()) as SessionStreams
  const township = session.streams.find(stream => stream.township !== session.county)?.township
  if (township === undefined) throw new Error('this person belongs to no township')
  const read = async (stream: string): Promise<Entities> => {
    const answer = await page.request.get(`${origin}/api/feed/${stream}/snapshot`)
    return ((await answer.json()) as { readonly entities: Entities }).entities
  }
  const snapshots = [await read(session.county), await read(township)]
  const all = <Entity>(kind: string): readonly Entity[] =>
    snapshots.flatMap(entities => (entities[kind] ?? []) as readonly Entity[])
  return {
    township,
    incidents: all('incident'),
    teams: all('team'),
    people: all('person'),
    organisations: all('organisation'),
    matters: all('matter'),
  }
}

/** Those in one of these states, in the order of the states, the longest course first. */
export function openIncidents(
  town: TownState,
  states: readonly string[],
): readonly Incident[] {
  return town.incidents
    .filter(one => states.includes(one.state))
    .sort(
      (one, other) =>
        states.indexOf(one.state) - states.indexOf(other.state) || other.version - one.version,
    )
}
