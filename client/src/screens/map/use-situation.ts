import type { Incident } from '@one-centre/shared/incidents'
import { computed } from 'vue'
import { useIncidents } from '../../features/incidents/store.ts'
import { boundsOfGrids, boxAroundPlace, byDue, type BoxOfDegrees } from '../../features/incidents/overview.ts'
import { overdueIn } from '../../features/incidents/view.ts'
import { useOrganisations } from '../../features/organisations/store.ts'
import { usePeople } from '../../features/people/store.ts'
import { useTasks } from '../../features/tasks/store.ts'
import { isOnScene } from '../../features/tasks/team-view.ts'
import { inside, levelBelow, pathTo, placesIn, stepDown, type Answer, type Standing } from './situation.ts'

/** The four answers for where the leader stands, each number with its list. */
export function useSituation(standing: () => Standing) {
  const { open, now, byId } = useIncidents()
  const { grids } = useOrganisations()
  const { teams } = usePeople()
  const { openOfTeam } = useTasks()

  const byGridId = computed(
    () => new Map<string, (typeof grids.value)[number]>(grids.value.map(one => [one.id, one])),
  )
  const path = computed(() => pathTo(byGridId.value, standing().gridId))
  const here = computed(() => path.value.at(-1))
  const children = computed(() => stepDown(grids.value, here.value))
  const nextLevel = computed(() => children.value[0]?.level ?? levelBelow(here.value))
  const held = computed(() => inside(open.value, here.value?.id))
  const places = computed(() => placesIn(children.value, held.value, now.value))
  /** Without grids nobody knows how many places there are. */
  const placesKnown = computed(() => children.value.length > 0)
  const overdue = computed(() => byDue(overdueIn(held.value, now.value)))
  const present = computed(() => {
    const ids = new Set(held.value.map(one => one.id))
    return teams.value
      .map(team => ({
        team,
        incidentIds: openOfTeam(team.id)
          .filter(task => isOnScene([task]) && ids.has(task.incidentId))
          .map(task => task.incidentId),
      }))
      .filter(one => one.incidentIds.length > 0)
  })
  const incident = computed(() => {
    const { incidentId } = standing()
    return incidentId === undefined ? undefined : byId(incidentId)
  })
  /** Where the incident that is read lies; only another place is another view. */
  const around = computed((before): BoxOfDegrees | undefined => {
    const box = boxAroundPlace(incident.value?.place.position)
    return JSON.stringify(box) === JSON.stringify(before) ? before : box
  })
  const listOf = computed((): Readonly<Record<Answer, readonly Incident[]>> => {
    const attended = new Set(present.value.flatMap(one => one.incidentIds))
    return {
      serious: held.value.filter(one => one.level <= 2),
      where: held.value,
      there: held.value.filter(one => attended.has(one.id)),
      late: overdue.value,
    }
  })
  return {
    path,
    here,
    nextLevel,
    held,
    places,
    placesKnown,
    present,
    listOf,
    gridValues: computed(() => new Map<string, number>(children.value.map(one => [one.id, countOf(one.id)]))),
    focus: computed(
      () => around.value ?? (here.value === undefined ? undefined : boundsOfGrids([here.value])),
    ),
    incident,
  }

  function countOf(gridId: string): number {
    return places.value.find(one => one.id === gridId)?.count ?? 0
  }
}
