/**
 * What the demo county is made of, as plain data. Everything is named by a key such as `org:qinglan` or
 * `grid:qinglan-03-02`; whoever loads the plan gives the ids. Positions are WGS-84 degrees.
 */

import type { Role } from '@one-centre/shared/access'
import type { Position } from '@one-centre/shared/geo'
import type { Level, Limits, Matter } from '@one-centre/shared/matters'
import type { GridLevel, Organisation } from '@one-centre/shared/organisations'
import type { TeamKind } from '@one-centre/shared/people'

/** [longitude, latitude], as in GeoJSON. */
export type LonLat = readonly [number, number]
export type Ring = readonly LonLat[]

/** GeoJSON: the outer ring runs counter-clockwise, holes clockwise, first position = last. */
export interface Polygon {
  readonly type: 'Polygon'
  readonly coordinates: readonly Ring[]
}

export interface AreaPlan {
  readonly key: string
  readonly level: GridLevel
  /** The key of the area it is part of; only the county has none. */
  readonly parent?: string
  readonly name: string
  readonly code: string
  readonly setting: 'town' | 'country'
  readonly geometry: Polygon
  /** Surely inside. */
  readonly centre: Position
}

export interface StreamPlan {
  readonly key: string
  readonly name: string
  readonly rank: 'river' | 'tributary'
  readonly line: readonly LonLat[]
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

interface RoadNode {
  readonly at: Position
}

/** A stretch between two nodes, passable both ways; `line` begins at `from` and ends at `to`. */
export interface RoadEdge {
  /** Indices into `RoadNetwork.nodes`. */
  readonly from: number
  readonly to: number
  readonly name: string
  readonly rank: RoadRank
  readonly line: readonly LonLat[]
  readonly lengthMetres: number
  /** Name of the stream it crosses, and where. */
  readonly crosses?: string
  readonly bridge?: LonLat
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

export interface OrganisationPlan {
  readonly key: string
  readonly code: string
  readonly name: string
  readonly shortName: string
  readonly type: Organisation['type']
  /** Verifies what others handled and never handles itself. */
  readonly verifies: boolean
  /** Whose command it is under; only the county has none. */
  readonly parent?: string
  /** The department a stationed agency belongs to beside the township's command. */
  readonly agency?: string
  /** The organisation in whose stream it lives: its township, or the county. */
  readonly township: string
  /** The area it answers for. */
  readonly area: string
  /** What it is competent for; matters name these. */
  readonly competence: Competence
  readonly position: Position
  readonly phone: string
}

/** Which body a matter goes to, whatever the township calls it. */
export type Competence =
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
  readonly code: string
  readonly name: string
  readonly kind: TeamKind
  readonly organisation: string
  readonly township: string
  readonly capabilities: readonly Capability[]
  /** Person keys; the first one leads. */
  readonly members: readonly string[]
  /** Where it waits. */
  readonly base: Position
  readonly vehicle?: string
}

export interface PersonPlan {
  readonly key: string
  readonly name: string
  /** 职务 */
  readonly title: string
  readonly organisation: string
  readonly township: string
  readonly roles: readonly Role[]
  /** Its team, for members and grid workers. */
  readonly team?: string
  readonly phone: string
  readonly signInName: string
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

export interface MatterPlan {
  readonly key: string
  readonly code: string
  /** 大类 */
  readonly major: string
  /** 小类 */
  readonly name: string
  readonly level: Level
  readonly limits: Limits
  readonly lead: Competence
  readonly assisting: readonly Competence[]
  readonly teamKinds: readonly TeamKind[]
  readonly capabilities: readonly Capability[]
  readonly basis?: string
  readonly evidence: Matter['evidence']
  /** 围护, 修复, 恢复: how many of them it goes through. */
  readonly stages: 1 | 2 | 3
  /** What people call the thing when they report it. */
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
