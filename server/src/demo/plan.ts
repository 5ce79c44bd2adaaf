/**
 * What the demo county is made of, as plain data. Everything is named by a key such as `org:qinglan` or
 * `grid:qinglan-03-02`; whoever loads the plan gives the ids. Positions are WGS-84 degrees.
 */

/** [longitude, latitude]. */
export type Position = readonly [number, number]
export type Ring = readonly Position[]

/** GeoJSON: the outer ring runs counter-clockwise, holes clockwise, first position = last. */
export interface Polygon {
  readonly type: 'Polygon'
  readonly coordinates: readonly Ring[]
}

export type AreaKind = 'county' | 'township' | 'village' | 'grid' | 'micro-grid'

export interface AreaPlan {
  readonly key: string
  readonly kind: AreaKind
  /** The key of the area it is part of; only the county has none. */
  readonly parent?: string
  readonly name: string
  readonly code: string
  readonly setting: 'town' | 'country'
  readonly geometry: Polygon
  /** A position that is surely inside. */
  readonly middle: Position
}

export interface StreamPlan {
  readonly key: string
  readonly name: string
  readonly rank: 'river' | 'tributary'
  readonly line: readonly Position[]
  readonly widthMetres: number
}

export interface LakePlan {
  readonly key: string
  readonly name: string
  readonly kind: 'reservoir' | 'lake' | 'pond'
  readonly geometry: Polygon
}

export interface LandPlan {
  readonly kind: 'wood' | 'field' | 'town' | 'settlement' | 'park'
  readonly geometry: Polygon
}

export type RoadRank = 'national' | 'county' | 'street' | 'village'

export interface RoadNode {
  readonly at: Position
}

/** A stretch between two nodes, passable both ways; `line` begins at `from` and ends at `to`. */
export interface RoadEdge {
  /** Indices into `RoadNetwork.nodes`. */
  readonly from: number
  readonly to: number
  readonly name: string
  readonly rank: RoadRank
  readonly line: readonly Position[]
  readonly lengthMetres: number
  /** Name of the stream it crosses. */
  readonly crosses?: string
}

export interface RoadNetwork {
  readonly nodes: readonly RoadNode[]
  readonly edges: readonly RoadEdge[]
}

export type PlaceKind =
  | 'government'
  | 'police'
  | 'fire-station'
  | 'hospital'
  | 'clinic'
  | 'school'
  | 'market'
  | 'square'
  | 'park'
  | 'bus-station'
  | 'shop'
  | 'restaurant'
  | 'factory'
  | 'building-site'
  | 'fuel-station'
  | 'waterworks'
  | 'power'
  | 'care-home'
  | 'bridge'
  | 'dam'
  | 'village-office'
  | 'estate'

export interface PlacePlan {
  readonly key: string
  readonly kind: PlaceKind
  readonly name: string
  readonly at: Position
  readonly address: string
  /** The key of the grid it lies in. */
  readonly grid: string
  readonly township: string
}

export type OrganisationKind =
  'county' | 'township' | 'department' | 'stationed-agency' | 'office' | 'brigade' | 'village'

export interface OrganisationPlan {
  readonly key: string
  readonly name: string
  readonly shortName: string
  readonly kind: OrganisationKind
  /** Whose command it is under; only the county has none. */
  readonly parent?: string
  /** The department a stationed agency belongs to beside the township's command. */
  readonly agencyOf?: string
  /** The stream it lives in: a township's key or the county's. */
  readonly jurisdiction: string
  /** The area it answers for. */
  readonly area: string
  /** What it is competent for; matters name these. */
  readonly function: BodyFunction
  readonly phone: string
}

/** Which body a matter goes to, whatever the township calls it. */
export type BodyFunction =
  | 'government'
  | 'command-centre'
  | 'supervision'
  | 'urban-management'
  | 'enforcement'
  | 'police'
  | 'traffic-police'
  | 'fire'
  | 'emergency'
  | 'construction'
  | 'water'
  | 'market'
  | 'environment'
  | 'transport'
  | 'health'
  | 'agriculture'
  | 'civil-affairs'
  | 'justice'
  | 'land'
  | 'power'
  | 'peace-and-law'
  | 'party-building'
  | 'forestry'
  | 'labour'
  | 'village'

export type Capability =
  | 'street-order'
  | 'patrol'
  | 'sanitation'
  | 'repair'
  | 'drainage'
  | 'flood-rescue'
  | 'fire-fighting'
  | 'medical'
  | 'food-inspection'
  | 'safety-inspection'
  | 'environment-inspection'
  | 'building-inspection'
  | 'traffic'
  | 'power-repair'
  | 'gas-and-water-repair'
  | 'mediation'
  | 'animal-and-plant'
  | 'forest-watch'
  | 'care'

export interface TeamPlan {
  readonly key: string
  readonly name: string
  readonly organisation: string
  readonly jurisdiction: string
  readonly kind: 'patrol-car' | 'foot-patrol' | 'works-crew' | 'rescue' | 'inspection' | 'grid-workers'
  readonly capabilities: readonly Capability[]
  /** Person keys; the first one leads. */
  readonly members: readonly string[]
  /** Where it waits. */
  readonly base: Position
  readonly callSign: string
  readonly vehicle?: { readonly plate: string; readonly model: string }
}

export type Role =
  | 'intake'
  | 'dispatcher'
  | 'shift_lead'
  | 'verifier'
  | 'inspector'
  | 'leader'
  | 'body'
  | 'member'
  | 'grid_worker'
  | 'admin'
  | 'auditor'

export interface PersonPlan {
  readonly key: string
  readonly name: string
  readonly post: string
  readonly organisation: string
  readonly jurisdiction: string
  readonly roles: readonly Role[]
  readonly phone: string
  readonly login: string
  readonly certificate?: { readonly number: string; readonly kind: string }
}

/** Who answers for a grid. A `vacant` grid is covered by a worker of a neighbouring one. */
export interface DutyPlan {
  readonly grid: string
  readonly leader: string
  readonly workers: readonly string[]
  readonly police: string
  readonly enforcement: string
  readonly partyGroup: string
  readonly vacant: boolean
}

export type LimitUnit = 'emergency-minutes' | 'working-minutes' | 'working-days'

export interface Limit {
  readonly unit: LimitUnit
  readonly amount: number
}

export type Level = 1 | 2 | 3 | 4

export interface MatterPlan {
  readonly key: string
  readonly code: string
  readonly major: string
  readonly minor: string
  readonly name: string
  readonly level: Level
  readonly lead: BodyFunction
  readonly assisting: readonly BodyFunction[]
  readonly capability: Capability
  readonly limits: Readonly<Record<'accept' | 'arrive' | 'handle' | 'verify', Limit>>
  readonly evidence: {
    readonly before: boolean
    readonly after: boolean
    readonly stages: readonly ('make-safe' | 'repair' | 'restore')[]
  }
  readonly keywords: readonly string[]
  /** Relative frequency in an ordinary week. */
  readonly weight: number
  readonly setting: 'town' | 'country' | 'both'
  readonly season?: Season
}

export type Season = 'flood' | 'spring-festival' | 'summer-night' | 'winter' | 'burning' | 'drought'

export interface CountyPlan {
  readonly seed: number
  readonly name: string
  readonly areas: readonly AreaPlan[]
  readonly streams: readonly StreamPlan[]
  readonly lakes: readonly LakePlan[]
  readonly land: readonly LandPlan[]
  readonly roads: RoadNetwork
  readonly places: readonly PlacePlan[]
  readonly organisations: readonly OrganisationPlan[]
  readonly teams: readonly TeamPlan[]
  readonly people: readonly PersonPlan[]
  readonly duties: readonly DutyPlan[]
  readonly matters: readonly MatterPlan[]
}
