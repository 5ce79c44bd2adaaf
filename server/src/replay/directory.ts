import type { FeedSnapshot } from '@one-centre/shared/feed'
import { buildGridIndex, type GridIndex } from '@one-centre/shared/grid-index'
import type { Id } from '@one-centre/shared/ids'
import type { Matter } from '@one-centre/shared/matters'
import type { Grid, Organisation } from '@one-centre/shared/organisations'
import type { Person, Team } from '@one-centre/shared/people'
import type { Session } from './api.ts'
import type { LedgerRow, Named } from './ledger.ts'

/** What the server knows of the places, matters and people a replay speaks of. */
export interface Directory {
  readonly county: Id<'organisation'>
  readonly organisations: readonly Organisation[]
  readonly matters: readonly Matter[]
  readonly grids: readonly Grid[]
  readonly people: readonly Person[]
  readonly teams: readonly Team[]
  township(named: Named): Id<'organisation'> | undefined
  matter(named: NonNullable<LedgerRow['matter']>): Matter | undefined
  grid(codeOrName: string): Grid | undefined
  readonly gridIndex: GridIndex
}

/** Reads the streams the account sees, by the same snapshots the screens begin with. */
export async function readDirectory(session: Session): Promise<Directory> {
  const { county } = session.me
  const first = await entitiesOf(session, county)
  const bodies = (first['organisation'] ?? []) as unknown as Organisation[]
  const townships = bodies.filter(one => one.type === 'township' && !one.retired)
  const all = [first]
  for (const { id } of townships) all.push(await entitiesOf(session, id))
  const every = <Kind>(kind: string): Kind[] => [
    ...new Map(
      all.flatMap(stream => stream[kind] ?? []).map(entity => [String(entity['id']), entity as Kind]),
    ).values(),
  ]
  const organisations = every<Organisation>('organisation')
  const matters = every<Matter>('matter').filter(one => !one.retired)
  const grids = every<Grid>('grid')
  const byTownship = byWords(townships, one => [one.code, one.name])
  const byMatter = byWords(matters, one => [one.code, `${one.major}/${one.name}`])
  const byGrid = byWords(grids, one => [one.code, one.name])
  return {
    county,
    organisations,
    matters,
    grids,
    people: every<Person>('person'),
    teams: every<Team>('team'),
    township: ({ code, name }) => (byTownship.get(code) ?? byTownship.get(name))?.id,
    matter: ({ code, major, name }) => byMatter.get(code) ?? byMatter.get(`${major}/${name}`),
    grid: word => byGrid.get(word),
    gridIndex: buildGridIndex(grids),
  }
}

async function entitiesOf(session: Session, township: string): Promise<FeedSnapshot['entities']> {
  const snapshot = (await session.get(`/api/feed/${township}/snapshot`)) as FeedSnapshot
  return snapshot.entities
}

/** By each word that names something; a word that names two things names neither, unless it is a code. */
function byWords<Thing>(
  things: readonly Thing[],
  wordsOf: (thing: Thing) => readonly [string, string],
): ReadonlyMap<string, Thing> {
  const names = Map.groupBy(things, thing => wordsOf(thing)[1])
  const single = [...names].flatMap(([name, all]) => (all.length === 1 ? [[name, all[0]!] as const] : []))
  return new Map([...single, ...things.map(thing => [wordsOf(thing)[0], thing] as const)])
}
