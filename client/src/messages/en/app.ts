import type { SameKeys } from '../shape.ts'
import type { messages as chinese } from '../zh-CN/app.ts'

export const messages: SameKeys<typeof chinese> = {
  name: 'One Centre',
  screens: {
    wall: 'Wall',
    console: 'Console',
    map: 'Situation map',
    field: 'Field',
    admin: 'Administration',
    login: 'Sign in',
    styles: 'Style page',
    units: 'Moving units test',
  },
  lost: { title: 'There is no such page', back: 'Back to the console' },
}
