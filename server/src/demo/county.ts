import { drawCounty } from './county-geometry.ts'
import { MATTERS } from './matters.ts'
import { planOrganisations } from './organisations.ts'
import { planStaff } from './people.ts'
import { layPlaces } from './places.ts'
import type { CountyPlan } from './plan.ts'

/** The whole demo county; the same seed always gives the same plan, to the last digit. */
export function generateCounty(seed: number): CountyPlan {
  const geometry = drawCounty(seed)
  const { towns: _, ...ground } = geometry
  const places = layPlaces(geometry, seed)
  const organisations = planOrganisations({ seed, areas: ground.areas, places })
  return {
    seed,
    name: '云川县',
    ...ground,
    places,
    organisations,
    ...planStaff(seed, organisations, ground.areas),
    matters: MATTERS,
  }
}
