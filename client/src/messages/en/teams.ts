import type { SameKeys } from '../shape.ts'
import type { messages as chinese } from '../zh-CN/teams.ts'

export const messages: SameKeys<typeof chinese> = {
  capability: {
    'street-order': 'street order',
    patrol: 'patrol',
    sanitation: 'sanitation',
    repair: 'repair',
    drainage: 'drainage',
    'flood-rescue': 'flood rescue',
    'fire-fighting': 'fire fighting',
    medical: 'medical',
    'food-inspection': 'food inspection',
    'safety-inspection': 'safety inspection',
    'environment-inspection': 'environment inspection',
    'building-inspection': 'building inspection',
    traffic: 'traffic',
    'power-repair': 'power repair',
    'gas-and-water-repair': 'gas and water repair',
    mediation: 'mediation',
    'animal-and-plant': 'animals and plants',
    'forest-watch': 'forest watch',
    care: 'care',
  },
}
