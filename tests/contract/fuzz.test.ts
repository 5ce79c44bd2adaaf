import { roles } from '@one-centre/shared/access'
import { newId } from '@one-centre/shared/ids'
import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import type { TSchema } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bending, bent, valid, type Known, type Schema } from './schema-values.ts'
import { commands, queries, rolesOf } from './access-table.ts'
import { Scene, type Answer, type Seat } from './scene.ts'

/** `FUZZ_REQUESTS=10000 npx vitest run tests/contract/fuzz.test.ts`; `FUZZ_SEED` repeats a run. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 1_500)
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)
const TIMEOUT_MS = 25_000 + REQUESTS * 20
const AT_ONCE = 16

interface Operation {
  readonly path: string
  readonly method: string
  readonly body: Schema | undefined
  readonly answers: Readonly<Record<string, { Check(value: unknown): boolean; schema: unknown }>>
}

let scene: Scene
let operations: readonly Operation[]
let known: Known
const seats: Seat[] = []
const crashes: unknown[] = []
const crashed = (error: unknown): void => void crashes.push(error)

beforeAll(async () => {
  process.prependListener('uncaughtException', crashed)
  process.prependListener('unhandledRejection', crashed)
  scene = await Scene.open()
  const { east, app } = scene
  for (const role of roles.filter(one => one !== 'system')) {
    const organisationId = role === 'body' || role === 'member' ? east.bodies[0]! : east.township
    const team = role === 'member' ? { teamId: east.teams[0]! } : {}
    seats.push(await scene.seat(role, { role, township: east.township, organisationId, ...team }))
  }
  seats.push(
    await scene.seat('county admin', { role: 'admin', township: app.county, organisationId: app.county }),
  )
  const incidents = await incidentsAtHand()
  const { personId } = scene.of('member')
  known = {
    ids: [
      ...incidents,
      east.matter,
      ...east.bodies,
      ...east.teams,
      personId!,
      east.township,
      scene.west.matter,
    ],
    townships: [...Array.from({ length: 12 }, () => east.township), app.county, scene.west.township, newId()],
    words: ['垃圾', 'M-1', 'A', 'csv', '=1+1', '<b>x</b>', "a'b", '😀', '2026-03-02', 'line\nline'],
  }
  operations = await readDocument()
}, 60_000)
afterAll(async () => {
  process.off('uncaughtException', crashed)
  process.off('unhandledRejection', crashed)
  await scene.app.close()
})

/** A reported, a filed and a dispatched incident, with the task of the last. */
async function incidentsAtHand(): Promise<string[]> {
  const ids = [newId<'incident'>(), newId<'incident'>(), newId<'incident'>()]
  for (const id of ids) await scene.must('intake', 'reports.submit', scene.params(id).report)
  for (const id of ids.slice(1)) await scene.must('intake', 'incidents.file', scene.params(id).file)
  const order = scene.params(ids[2]!).dispatch
  await scene.must('dispatcher', 'incidents.dispatch', order)
  return [...ids, order.teams[0]!.taskId]
}

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { requestBody?: Content; responses: Record<string, Content> }>>>
  >
}
interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>
}

async function readDocument(): Promise<Operation[]> {
  const document = (await scene.http(null, 'GET', '/api/openapi.json')).body as Document
  const whole = (schema: object): TSchema =>
    JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
      const ref = (value as { $ref?: string } | null)?.$ref
      return ref === undefined ? value : document.components.schemas[ref.split('/').at(-1)!]
    }) as TSchema
  const schemaOf = (content: Content | undefined): Schema | undefined =>
    content?.content?.['application/json']?.schema
  // Commands and queries; the other doors would sign the seats out or lock them, and have tests of their own.
  const drawn = Object.entries(document.paths).filter(([path]) => /^\/api\/(commands|queries)\/./.test(path))
  return drawn.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const answers = Object.entries(operation.responses).flatMap(([status, content]) => {
        const schema = schemaOf(content)
        if (schema === undefined) return []
        const full = whole(schema)
        const compiled = Compile(full)
        return [[status, { Check: (value: unknown) => compiled.Check(value), schema: full }] as const]
      })
      const body = schemaOf(operation.requestBody)
      return {
        path,
        method: method.toUpperCase(),
        body: body === undefined ? undefined : whole(body),
        answers: Object.fromEntries(answers),
      }
    }),
  )
}

interface Shot {
  readonly operation: Operation
  readonly seat: Seat | null
  readonly body: unknown
}

/** Mostly somebody the table lets through, so that the request meets more than the door. */
function callers(operation: Operation): fc.Arbitrary<Seat | null> {
  const name = operation.path.split('/').at(-1)!
  const line = commands[name] ?? queries[name]
  const through = line === undefined ? [] : seats.filter(seat => rolesOf(line).includes(seat.role))
  const some = through.length === 0 ? seats : through
  return fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...some) },
    { weight: 8, arbitrary: fc.constantFrom(...seats) },
    { weight: 1, arbitrary: fc.constant(null) },
  )
}

function shotsAt(operation: Operation): fc.Arbitrary<Shot> {
  const made = operation.body === undefined ? fc.constant(undefined) : valid(operation.body, known)
  return fc
    .record({
      body: made,
      seat: callers(operation),
      commandId: fc.uuid({ version: 7 }),
      bend: fc.nat(2),
      how: bending,
    })
    .map(({ body, seat, commandId, bend, how }) => {
      const named = isObject(body) && 'commandId' in body ? { ...body, commandId } : body
      return { operation, seat, body: bend === 0 ? bent(named, how) : named }
    })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Undefined has no JSON: such a body is sent as none. */
async function fire({ operation, seat, body }: Shot): Promise<Answer> {
  const path = operation.path.replace(/\{\w+\}/g, scene.east.township)
  const text = JSON.stringify(body) as string | undefined
  const caller = seat === null ? null : { ...seat, address: scene.nextAddress() }
  if (text === undefined) return scene.http(caller, operation.method, path)
  return scene.http(caller, operation.method, path, text, { 'content-type': 'application/json' })
}

function faultOf({ operation }: Shot, answer: Answer): string | undefined {
  if (answer.status >= 500) return `a fault (${answer.status})`
  const documented = operation.answers[String(answer.status)] ?? operation.answers['default']
  if (documented === undefined && !(String(answer.status) in { 200: 1, 413: 1, 415: 1 }))
    return `${answer.status} is not documented`
  if (documented !== undefined && !documented.Check(answer.body))
    return `the ${answer.status} is not as documented`
  const named =
    'detail' in (answer.body as object) &&
    typeof (answer.body as { detail: { field?: unknown } }).detail.field === 'string'
  if (answer.status === 400 && answer.code === 'input.invalid' && !named) return 'the field is not named'
  return undefined
}

test(
  `Z-1 ${REQUESTS} requests made from the document, as every role (FUZZ_SEED=${SEED})`,
  { timeout: TIMEOUT_MS },
  async () => {
    const counts = new Map<number, number>()
    const reached = new Set<string>()
    const wrong: string[] = []
    const all = fc.sample(fc.oneof(...operations.map(shotsAt)), { numRuns: REQUESTS, seed: SEED })
    for (let from = 0; from < all.length; from += AT_ONCE) {
      await Promise.all(
        all.slice(from, from + AT_ONCE).map(async shot => {
          const answer = await fire(shot)
          counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1)
          if (answer.status === 200) reached.add(shot.operation.path)
          const fault = faultOf(shot, answer)
          if (fault === undefined) return
          const { path } = shot.operation
          wrong.push(
            `${path} as ${shot.seat?.name}: ${fault}\n  ${JSON.stringify(shot.body).slice(0, 1_500)}\n  ${JSON.stringify(answer.body).slice(0, 700)}`,
          )
        }),
      )
    }
    console.info(
      `${REQUESTS} requests, seed ${SEED}: ${JSON.stringify(Object.fromEntries([...counts].sort()))}, ${reached.size} of ${operations.length} operations answered 200`,
    )

    expect(wrong.slice(0, 10)).toEqual([])
    expect(crashes).toEqual([])
    // A fuzz that is refused everywhere has tried nothing.
    expect(counts.get(200) ?? 0).toBeGreaterThan(REQUESTS / 100)
  },
)

test('Z-2 the document has an operation for every command and query', () => {
  const { commands, queries } = scene.app.app.kernel
  const paths = new Set(operations.map(operation => operation.path))
  const missing = [
    ...commands.names.map(name => `/api/commands/${name}`),
    ...queries.names.map(name => `/api/queries/${name}`),
  ]

  expect(missing.filter(path => !paths.has(path))).toEqual([])
})
