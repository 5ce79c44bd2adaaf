import type { SameKeys } from '../shape.ts'
import type { messages as chinese } from '../zh-CN/map.ts'

export const messages: SameKeys<typeof chinese> = {
  serious: 'Serious',
  where: 'Villages',
  there: 'Teams there',
  late: 'Late',
  places: '{count}',
  list: 'List',
}
