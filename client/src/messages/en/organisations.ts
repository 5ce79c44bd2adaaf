import type { SameKeys } from '../shape.ts'
import type { messages as chinese } from '../zh-CN/organisations.ts'

export const messages: SameKeys<typeof chinese> = { basemap: 'County map', basemapChoice: 'Basemap' }
