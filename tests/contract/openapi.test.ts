import { submitReport } from '@one-centre/shared/reports'
import { expect, test } from 'vitest'
import { slices } from '../../server/src/app.ts'
import { parserOf } from '../../server/src/kernel/parse.ts'
import { SUBMIT_EXAMPLE } from '../../server/src/openapi-example.ts'
import { openApiOf } from '../../server/src/openapi.ts'
import { routes } from './access-table.ts'

/** The document about itself, and the doors that stand in it name by name. */
const apart = [
  'GET /api/openapi.json',
  'GET /api/docs',
  'POST /api/commands/:name',
  'POST /api/queries/:name',
]

test('API-3 every route of the API stands in the document, and no other', () => {
  const documented = Object.entries(openApiOf(slices).paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
  )
  const named = documented.filter(door => !/\/api\/(commands|queries)\/./.test(door))
  const doors = Object.keys(routes).filter(door => door.includes(' /api/') && !apart.includes(door))

  expect(named.sort()).toEqual(doors.map(door => door.replace(/:(\w+)/g, '{$1}')).sort())
})

test('API-3 the example is one the server takes', () => {
  expect(parserOf(submitReport.params)(SUBMIT_EXAMPLE.params)).toMatchObject({ ok: true })
})

test('API-4 a property that is not known is called so', () => {
  const refused = parserOf(submitReport.params)({ ...SUBMIT_EXAMPLE.params, colour: 'red' })

  expect(refused).toMatchObject({
    ok: false,
    detail: { field: 'colour', problem: 'unknown property: take it out' },
  })
})
