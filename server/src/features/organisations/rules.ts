import type { Position } from '@one-centre/shared/geo'
import { isNullIsland } from '@one-centre/shared/geo'
import type { Id } from '@one-centre/shared/ids'
import { gridLevels, type Grid, type GridDraft, type Organisation } from '@one-centre/shared/organisations'
import type { Extent } from '@one-centre/shared/cells'
import { interiorPoint } from '@one-centre/shared/polygons'
import { refuse, type Refusal } from '@one-centre/shared/refusals'
import { fromIso, HOUR, toIso, type Iso } from '@one-centre/shared/time'

/** China keeps one time zone, UTC+8, without summer time since 1991. */
const CHINA_OFFSET = 8 * HOUR

/** The civil date of an instant in China. */
export function civilDate(instant: Iso): string {
  return toIso(fromIso(instant) + CHINA_OFFSET).slice(0, 10)
}

/** How far outside the grids a place may be, as a part of their extent (G-13). */
const EXTENT_MARGIN = 0.2

/** G-13: refuses a place that cannot be in the county; null where it may be. `extent` is null without any grid. */
export function checkPlace(extent: Extent | null, position: Position): Refusal | null {
  const place = { lon: position.lon, lat: position.lat }
  if (isNullIsland(position)) return refuse('place.outside-county', { ...place, swapped: false })
  if (extent === null || isNear(extent, position)) return null
  const swapped = isNear(extent, { lon: position.lat, lat: position.lon })
  return refuse('place.outside-county', { ...place, swapped })
}

function isNear({ west, south, east, north }: Extent, { lon, lat }: Position): boolean {
  const marginLon = (east - west) * EXTENT_MARGIN
  const marginLat = (north - south) * EXTENT_MARGIN
  return (
    lon >= west - marginLon && lon <= east + marginLon && lat >= south - marginLat && lat <= north + marginLat
  )
}

export type OrganisationFields = Omit<Organisation, 'id' | 'township' | 'version' | 'retired'>

/** G-14: why a body may not be saved so; null where it may. `bodies` are those of the township and the county. */
export function whyNotSave(
  id: Id<'organisation'>,
  township: Id<'organisation'>,
  fields: OrganisationFields,
  bodies: readonly Organisation[],
): Refusal | null {
  const byId = new Map(bodies.map(body => [body.id as string, body]))
  const twin = bodies.find(body => body.code === fields.code && body.township === township && body.id !== id)
  if (twin !== undefined) return refuse('organisations.code-taken', { code: fields.code, name: twin.name })
  for (const [field, above] of [
    ['parentId', fields.parentId],
    ['agencyId', fields.agencyId],
  ] as const) {
    const body = above === null ? undefined : byId.get(above)
    if (above !== null && (body === undefined || body.retired || isAbove(id, above, byId)))
      return refuse('organisations.parent-unknown', { field, id: above })
  }
  return null
}

/** G-18: the county and its townships are the county's to name; a town's administrator makes neither. */
export function whyNotRank(
  type: Organisation['type'],
  township: Id<'organisation'>,
  county: Id<'organisation'>,
): Refusal | null {
  const isRank = type === 'county' || type === 'township'
  return isRank && township !== county
    ? refuse('access.denied', { permission: 'organisations.manage' })
    : null
}

/** Whether `id` is `from` or stands above it. */
function isAbove(id: string, from: string, byId: ReadonlyMap<string, Organisation>): boolean {
  const seen = new Set<string>()
  for (let at: string | null = from; at !== null && !seen.has(at); at = byId.get(at)?.parentId ?? null) {
    if (at === id) return true
    seen.add(at)
  }
  return false
}

/** What still belongs to a body, by name; told to the one who wants to retire it. */
export interface BodyUse {
  readonly bodies: readonly { readonly name: string }[]
  readonly grids: readonly { readonly name: string }[]
  readonly people: readonly { readonly name: string }[]
  readonly teams: readonly { readonly name: string }[]
}

/** Names told of each; the rest is a number. */
const NAMED = 5

/** G-15: why a body is not retired; null where it is. */
export function whyNotRetire(body: Organisation, use: BodyUse): Refusal | null {
  if (body.type === 'county' || body.type === 'township')
    return refuse('organisations.still-in-use', { name: body.name, uses: 1, examples: [body.name] })
  const all = [...use.bodies, ...use.grids, ...use.people, ...use.teams].map(one => one.name)
  if (all.length === 0) return null
  return refuse('organisations.still-in-use', {
    name: body.name,
    uses: all.length,
    examples: all.slice(0, NAMED),
  })
}

export interface GridPlan {
  readonly added: readonly Grid[]
  readonly changed: readonly Grid[]
  readonly unchanged: number
}

export interface GridPlanContext {
  readonly township: Id<'organisation'>
  /** Grids of the township and of the county. */
  readonly known: readonly Grid[]
  readonly organisationIds: ReadonlyMap<string, Id<'organisation'>>
  readonly idOf: (code: string) => Id<'grid'>
  /** Civil date from which a new or changed border counts. */
  readonly today: string
}

/** G-12: what an import without errors adds and changes. People on duty stay with their grid. */
export function planGrids(drafts: readonly GridDraft[], context: GridPlanContext): GridPlan {
  const own = new Map(
    context.known.filter(grid => grid.township === context.township).map(grid => [grid.code, grid]),
  )
  // A parent in the file or in the township comes before one of the county with the same code.
  const ids = new Map<string, Id<'grid'>>(context.known.map(grid => [grid.code, grid.id]))
  for (const [code, grid] of own) ids.set(code, grid.id)
  for (const { code } of drafts) ids.set(code, own.get(code)?.id ?? context.idOf(code))
  const added: Grid[] = []
  const changed: Grid[] = []
  for (const draft of drafts) {
    const before = own.get(draft.code)
    const after: Grid = {
      id: ids.get(draft.code) ?? context.idOf(draft.code),
      township: context.township,
      version: before?.version ?? 0,
      code: draft.code,
      name: draft.name,
      level: draft.level,
      parentId: draft.parentCode === null ? null : (ids.get(draft.parentCode) ?? null),
      organisationId:
        draft.organisationCode === null
          ? null
          : (context.organisationIds.get(draft.organisationCode) ?? null),
      polygon: draft.polygon,
      centre: interiorPoint(draft.polygon.coordinates),
      dutyPersonIds: before?.dutyPersonIds ?? [],
      validFrom: context.today,
    }
    if (before === undefined) added.push(after)
    else if (JSON.stringify(comparable(before)) !== JSON.stringify(comparable(after))) changed.push(after)
  }
  return { added, changed, unchanged: drafts.length - added.length - changed.length }
}

/** What makes a grid another one; property order as stored in jsonb does not count. */
function comparable(grid: Grid): readonly unknown[] {
  return [grid.name, grid.level, grid.parentId, grid.organisationId, grid.polygon.coordinates]
}

/** G-16: the people on duty of the finest grid that names anybody. */
export function onDutyOf(grids: readonly Grid[]): readonly Id<'person'>[] {
  const named = grids.filter(grid => grid.dutyPersonIds.length > 0)
  const finest = Math.max(...named.map(grid => gridLevels.indexOf(grid.level)))
  return [
    ...new Set(
      named.filter(grid => gridLevels.indexOf(grid.level) === finest).flatMap(grid => grid.dutyPersonIds),
    ),
  ]
}
