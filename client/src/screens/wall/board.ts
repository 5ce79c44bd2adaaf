import type { Incident } from '@one-centre/shared/incidents'
import { lights, type Light } from '@one-centre/shared/lights'
import type { Level } from '@one-centre/shared/matters'
import { computed, inject, shallowRef, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue'
import type { Tone } from '../../design/tones.ts'
import { byDue, byHour, percentile, responseMs, since } from '../../features/incidents/overview.ts'
import { useIncidents } from '../../features/incidents/store.ts'
import { levelTone, lightTone } from '../../features/incidents/view.ts'
import { useMatters } from '../../features/matters/store.ts'
import { usePeople } from '../../features/people/store.ts'
import type { UnitRow } from '../../features/positions/view.ts'
import { useSupervision } from '../../features/supervision/store.ts'
import { useTasks } from '../../features/tasks/store.ts'
import { teamRow, worstFirst, type TeamRow } from '../../features/tasks/team-view.ts'
import { groupBy } from '../../kernel/group-by.ts'
import { useLive } from '../../kernel/live.ts'
import { hourOfDay, midnightOf } from '../../ui/instants.ts'

/** What a list is of; each has its definition in the messages (`wall.meaning`). */
export type Meaning =
  | 'open'
  | 'overdue'
  | 'reported'
  | 'closed'
  | 'level'
  | 'light'
  | 'response'
  | 'unlocated'
  | 'hour'
  | 'class'
  | 'due'
  | 'picked'
  | 'teams'
  | 'units'

export type ListedRows =
  | { readonly kind: 'incidents'; readonly rows: readonly Incident[] }
  | { readonly kind: 'teams'; readonly rows: readonly TeamRow[] }
  | { readonly kind: 'units'; readonly rows: readonly UnitRow[] }

/** A list as it is opened; it stays alive, so it is always as long as its number. */
export interface Listed {
  readonly name: string
  readonly meaning: Meaning
  readonly rows: () => ListedRows
}

export interface Counted {
  readonly key: string
  readonly tone: Tone | undefined
  readonly incidents: readonly Incident[]
}

export interface Board {
  /** Whether anything is known at all; where it is not, no number is printed. */
  readonly ready: ComputedRef<boolean>
  readonly open: ComputedRef<readonly Incident[]>
  readonly overdue: ComputedRef<readonly Incident[]>
  readonly reportedToday: ComputedRef<readonly Incident[]>
  readonly closedToday: ComputedRef<readonly Incident[]>
  readonly unlocated: ComputedRef<readonly Incident[]>
  readonly newest: ComputedRef<readonly Incident[]>
  readonly due: ComputedRef<readonly Incident[]>
  readonly levels: ComputedRef<readonly Counted[]>
  readonly lights: ComputedRef<readonly Counted[]>
  /** Reported today, 00 to 23. */
  readonly hours: ComputedRef<readonly (readonly Incident[])[]>
  /** Of the open ones by major class, the largest first; `key` is empty where none is chosen yet. */
  readonly classes: ComputedRef<readonly Counted[]>
  /** Arrived today; the spans in ms. */
  readonly response: ComputedRef<{
    readonly incidents: readonly Incident[]
    readonly p50: number | undefined
    readonly p90: number | undefined
  }>
  readonly teams: ComputedRef<readonly TeamRow[]>
  readonly listed: ShallowRef<Listed | undefined>
  readonly show: (name: string, meaning: Meaning, incidents: () => readonly Incident[]) => void
}

const levels: readonly Level[] = [1, 2, 3, 4]
const shownLights = lights.filter(light => light !== 'green')
export const boardKey: InjectionKey<Board> = Symbol('board')

export function useBoard(): Board {
  const board = inject(boardKey)
  if (board === undefined) throw new Error('useBoard works inside a WallScreen only')
  return board
}

/** Everything the wall counts, from the replica alone. */
export function createBoard(): Board {
  const { feed } = useLive()
  const { all, lists, now } = useIncidents()
  const { find: matter } = useMatters()
  const { teams } = usePeople()
  const { openOfTeam } = useTasks()
  const { lightOf } = useSupervision()
  const open = computed(() => lists.value.open)
  const midnight = computed(() => midnightOf(now.value))
  const reportedToday = computed(() => since(all.value, one => one.stamps.reportedAt, midnight.value))
  const ofLight = (light: Light) => open.value.filter(one => lightOf(one.id) === light)
  const listed = shallowRef<Listed>()

  return {
    ready: computed(() => feed.status.value.kind !== 'connecting'),
    open,
    overdue: computed(() => lists.value.overdue),
    reportedToday,
    closedToday: computed(() => since(all.value, one => one.stamps.closedAt, midnight.value)),
    unlocated: computed(() => open.value.filter(one => one.place.position === null)),
    newest: computed(() => [...open.value].sort(newerFirst)),
    due: computed(() => byDue(open.value)),
    levels: computed(() =>
      levels.map(level => ({
        key: String(level),
        tone: levelTone(level),
        incidents: open.value.filter(one => one.level === level),
      })),
    ),
    lights: computed(() =>
      [...shownLights]
        .reverse()
        .map(light => ({ key: light, tone: lightTone[light], incidents: ofLight(light) })),
    ),
    hours: computed(() => byHour(reportedToday.value, hourOfDay)),
    classes: computed(() => classesOf(open.value, one => matter(one.matterId)?.major ?? '')),
    response: computed(() => responseOf(since(all.value, one => one.stamps.arrivedAt, midnight.value))),
    teams: computed(() => worstFirst(teams.value.map(team => teamRow(team, openOfTeam(team.id), now.value)))),
    listed,
    show: (name, meaning, incidents) => {
      listed.value = { name, meaning, rows: () => ({ kind: 'incidents', rows: incidents() }) }
    },
  }
}

function newerFirst(one: Incident, other: Incident): number {
  return (one.stamps.reportedAt ?? '') < (other.stamps.reportedAt ?? '') ? 1 : -1
}

function classesOf(
  incidents: readonly Incident[],
  classOf: (incident: Incident) => string,
): readonly Counted[] {
  return [...groupBy(incidents, classOf)]
    .map(([name, held]) => ({ key: name, tone: undefined, incidents: held }))
    .sort((one, other) => other.incidents.length - one.incidents.length)
}

function responseOf(arrived: readonly Incident[]) {
  const incidents = arrived.filter(one => responseMs(one) !== undefined)
  const spans = incidents.map(one => responseMs(one) ?? 0)
  return { incidents, p50: percentile(spans, 0.5), p90: percentile(spans, 0.9) }
}
