import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CalendarYear } from '@one-centre/shared/calendar'
import { Camera } from '@one-centre/shared/cameras'
import { Clock } from '@one-centre/shared/clocks'
import { Incident, Note } from '@one-centre/shared/incidents'
import { Matter } from '@one-centre/shared/matters'
import { Notification } from '@one-centre/shared/notifications'
import { Grid, Organisation } from '@one-centre/shared/organisations'
import { Person, Team } from '@one-centre/shared/people'
import { Report } from '@one-centre/shared/reports'
import { EmergencyResponse } from '@one-centre/shared/responses'
import { Supervision } from '@one-centre/shared/supervision'
import { Task } from '@one-centre/shared/tasks'
import { Token } from '@one-centre/shared/tokens'
import { Viewing } from '@one-centre/shared/viewings'
import { expect, test } from 'vitest'
import { messages } from '../../client/src/messages/zh-CN/audit.ts'
import { keysOf } from '../../client/src/messages/shape.ts'
import { slices } from '../../server/src/app.ts'

const words = new Set(keysOf(messages))
const missing = (keys: readonly string[]): string[] => keys.filter(key => !words.has(key))

test('AU-7 every kind, command and recorded query has words', () => {
  const kinds = slices.flatMap(slice => slice.kinds).map(kind => `kind.${kind.name}`)
  const commands = slices
    .flatMap(slice => slice.commands)
    .map(({ contract }) => contract)
    .filter(contract => contract.permission !== 'system.time')
    .map(({ name }) => `command.${name}`)
  const recorded = slices
    .flatMap(slice => slice.queries)
    .filter(query => query.recorded === true)
    .map(({ contract }) => `queries.${contract.name}`)

  expect([kinds.length > 10, commands.length > 60, recorded.length > 3]).toEqual([true, true, true])
  expect(missing([...kinds, ...commands, ...recorded])).toEqual([])
})

test('AU-7 every field of every kind has words', () => {
  const schemas = [
    ...[Incident, Note, Report, Task, Clock, Supervision, Notification, Organisation],
    ...[Grid, Person, Team, Matter, CalendarYear, Token, EmergencyResponse, Camera, Viewing],
  ]
  const fields = schemas.flatMap(schema => Object.keys(schema.properties)).map(name => `fieldName.${name}`)

  expect(missing([...new Set(fields)])).toEqual([])
})

test('AU-7 every change has words', () => {
  const features = join(import.meta.dirname, '../../server/src/features')
  const sources = readdirSync(features, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map(path => readFileSync(join(features, path), 'utf8'))
    .join('\n')
  const kinds = slices.flatMap(slice => slice.kinds).map(kind => kind.name)
  // Commands, permissions, refusals and reactions of `supervision` look alike.
  const other = new Set([
    ...slices.flatMap(slice =>
      slice.commands.flatMap(({ contract }) => [contract.name, contract.permission]),
    ),
    'supervision.lights',
    ...[...sources.matchAll(/refuse\('([a-z.-]+)'/g)].map(found => found[1]),
  ])
  const types = [...sources.matchAll(new RegExp(`'((?:${kinds.join('|')})\\.[a-z_-]+)'`, 'g'))]
    .map(found => found[1] ?? '')
    .filter(type => !other.has(type))

  expect(types.length).toBeGreaterThan(60)
  expect(missing([...new Set(types)].map(type => `type.${type}`))).toEqual([])
})
