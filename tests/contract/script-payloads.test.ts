import { withoutBidi } from '@one-centre/shared/bidi'
import { newId } from '@one-centre/shared/ids'
import type { TSchema } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { slices } from '../../server/src/app.ts'
import { decodeTable } from '../../server/src/platform/tables.ts'
import { ownership } from './ownership.ts'
import { formulas, payloads } from './payloads.ts'
import type { Schema } from './schema-values.ts'
import { Scene } from './scene.ts'
import { askedFor, tell } from './stories.ts'

let scene: Scene

beforeAll(async () => {
  scene = await Scene.open()
  const { township, bodies, teams } = scene.east
  for (const role of [
    'admin',
    'leader',
    'shift_lead',
    'dispatcher',
    'intake',
    'verifier',
    'inspector',
    'grid_worker',
    'upstream',
  ] as const) {
    await scene.seat(role, { role, township, organisationId: township })
  }
  await scene.seat('bodyA', { role: 'body', township, organisationId: bodies[0]! })
  await scene.seat('bodyB', { role: 'body', township, organisationId: bodies[1]! })
  await scene.seat('memberA', { role: 'member', township, organisationId: bodies[0]!, teamId: teams[0]! })
}, 60_000)
afterAll(() => scene.app.close())

const schemas = new Map<string, TSchema>(
  slices.flatMap(slice => slice.commands).map(({ contract }) => [contract.name, contract.params]),
)
/** Controls that turn the direction of a text are taken out (B-9). */
const asKept = (payload: string): string => withoutBidi(payload) as string
let drawn = 0
const nextPayload = (longest: number): string => {
  for (;;) {
    const payload = payloads[drawn++ % payloads.length]!
    if (payload.length <= longest && /\S/.test(payload)) return payload
  }
}

/** The params with a payload in each field that takes free text; `put` collects them. */
function withPayloads(schema: Schema, value: unknown, put: string[]): unknown {
  if (Array.isArray(value)) return value.map(one => withPayloads(schema.items ?? {}, one, put))
  if (typeof value === 'object' && value !== null) {
    const properties =
      schema.anyOf?.find(one => one.properties !== undefined)?.properties ?? schema.properties ?? {}
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, withPayloads(properties[key] ?? {}, one, put)]),
    )
  }
  const text = schema.anyOf?.find(one => one.type === 'string') ?? schema
  const free =
    text.type === 'string' &&
    text.enum === undefined &&
    (text.pattern === undefined || text.pattern === '\\S')
  if (!free || typeof value !== 'string') return value
  const payload = nextPayload(Math.max(text.maxLength ?? 400, 1))
  put.push(asKept(payload))
  return payload
}

describe('text is kept as it was written', () => {
  test(`SP-1 ${payloads.length} payloads are at least 200, none twice`, () => {
    expect(new Set(payloads).size).toBe(payloads.length)
    expect(payloads.length).toBeGreaterThanOrEqual(200)
  })

  test.each(Object.entries(ownership))('SP-1 every text of %s', async (name, { on, may }) => {
    const thing = await tell(scene, on)
    const put: string[] = []
    const asked = withPayloads(schemas.get(name)!, askedFor(scene, name, thing), put)
    const merge = name === 'incidents.merge' ? { masterId: (await tell(scene, 'reported')).incidentId } : {}
    const seat = scene.of(may.split(' ')[0]!)

    const answer = await scene.ask(seat, 'command', name, scene.east.township, {
      ...(asked as object),
      ...merge,
    })
    const found = await scene.app.database.db.query<{ body: string }>(
      `select body::text as body from feed_changes where township = $1 and seq = $2`,
      [scene.east.township, (answer.body as { seq: number }).seq],
    )

    expect([answer.status, answer.body]).toEqual([200, expect.anything()])
    const stored = found.rows.map(row => row.body).join('\n')
    expect(put.filter(payload => !stored.includes(JSON.stringify(payload)))).toEqual([])
  })

  test('SP-1 every payload as a report is stored and listed as given', { timeout: 60_000 }, async () => {
    const sent = payloads.filter(payload => /\S/.test(payload))
    const ids = await Promise.all(
      sent.map(async text => {
        const incidentId = newId<'incident'>()
        await scene.must('upstream', 'reports.submit', { ...scene.params(incidentId).report, text })
        return incidentId
      }),
    )
    const rows = await scene.app.database.db.query<{ id: string; said: string }>(
      `select id, entity ->> 'description' as said from incidents where id = any($1::uuid[])`,
      [ids],
    )
    const said = new Map(rows.rows.map(row => [row.id, row.said]))

    expect(ids.map(id => said.get(id))).toEqual(sent.map(asKept))
  })
})

describe('what leaves as a table', () => {
  const decoded = async (name: string, format: 'csv' | 'xlsx'): Promise<readonly (readonly string[])[]> => {
    const answer = await scene.ask(scene.of('admin'), 'query', name, scene.east.township, {
      format,
      content: 'rows',
    })
    const { content } = (answer.body as { answer: { content: string } }).answer
    const table = await decodeTable({ fileName: `a.${format}`, content })
    if ('fault' in table) throw new Error(`${name} ${format} cannot be read`)
    return table.cells
  }

  test(
    'SP-2 no cell of an export begins like a formula, and the text comes back whole',
    { timeout: 30_000 },
    async () => {
      const { township, bodies } = scene.east
      const keep = formulas.map(formula => formula.trimEnd())
      for (const [index, name] of keep.entries()) {
        const body = {
          code: `F${index}`,
          name,
          shortName: name.slice(0, 20),
          type: 'office',
          verifies: false,
        }
        const organisation = {
          organisationId: newId(),
          version: null,
          parentId: null,
          agencyId: null,
          position: null,
        }
        await scene.must('admin', 'organisations.save', {
          ...organisation,
          ...body,
          phone: name.slice(0, 40),
        })
        const person = {
          personId: newId(),
          version: null,
          name: name.slice(0, 40),
          phone: name.slice(0, 40),
          title: name.slice(0, 40),
        }
        await scene.must('admin', 'people.save', {
          ...person,
          organisationId: bodies[0],
          posts: [],
          signInName: null,
        })
      }

      for (const name of ['organisations.export', 'people.export', 'matters.export']) {
        for (const format of ['csv', 'xlsx'] as const) {
          const cells = (await decoded(name, format)).flat()
          // A formula has no text of its own: what comes back was written as text.
          const lost = keep.filter(one => /^[=+\-@]/.test(one) && !cells.includes(`'${one}`))
          expect([name, format, name === 'matters.export' ? [] : lost]).toEqual([name, format, []])
          expect(cells.length).toBeGreaterThan(5)
          expect([
            name,
            format,
            cells.filter(cell => /^[=+\-@\t\r]/.test(cell) && !/^[+-]?\d+(\.\d+)?$/.test(cell)),
          ]).toEqual([name, format, []])
        }
      }
      const csv = await scene.ask(scene.of('admin'), 'query', 'organisations.export', township, {
        format: 'csv',
        content: 'rows',
      })
      const { content } = (csv.body as { answer: { content: string } }).answer
      const again = await scene.ask(scene.of('admin'), 'query', 'organisations.check-import', township, {
        fileName: 'a.csv',
        content,
      })
      expect((again.body as { answer: { errors: unknown[] } }).answer.errors).toEqual([])
    },
  )
})
