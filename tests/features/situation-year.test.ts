import { newId, type Id } from '@one-centre/shared/ids'
import { DAY, HOUR, toIso } from '@one-centre/shared/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { slices } from '../../server/src/app.ts'
import type { FeedSource } from '../../server/src/kernel/feed.ts'
import { countChanges, listGrave, nearestGrave } from '../../server/src/features/replay/store.ts'
import { keepNextKeyframe } from '../../server/src/kernel/keyframes.ts'
import { readPast, readPastRange } from '../../server/src/kernel/past.ts'
import { sqlOf } from '../../server/src/kernel/sql.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

/** A township's year: about 16 incidents a day, each with its tasks, clocks and reports; SITUATION_INCIDENTS makes it larger. */
const INCIDENTS = Number(process.env['SITUATION_INCIDENTS'] ?? 6_000)
const CHANGES_EACH = 20
const OPEN_FOR_MS = 30 * HOUR
const SECOND_MS = 1_000
const START = Date.parse('2025-11-23T00:00:00.000Z')

let database: TestDatabase
let source: FeedSource
const township: Id<'organisation'> = newId()
const scopes = new Set(['all', 'duty'])

/** Changes in the order of their time: 8 of the incident, 5 of its task, 3 of its clock, 4 of its report. */
const CHUNK = `
  insert into feed_changes (township, seq, ordinal, kind, entity_id, root_id, at, body, hash)
  select $1::uuid, $8::bigint + row_number() over (order by at, n, step), 0, kind, id, root, at,
    json_build_object('kind', kind, 'id', id, 'version', step, 'type', kind || '.changed', 'at', at, 'actor',
      json_build_object('id', 'a', 'name', 'A'), 'audience', json_build_array('duty'), 'left', '[]'::json,
      'detail', '{}'::json, 'seq', $8::bigint + row_number() over (order by at, n, step), 'ordinal', 0, 'entity',
      json_build_object('id', id, 'township', $1::uuid, 'version', step, 'level', case when n % 50 = 0 then 1 else 3 end,
        'imported', false, 'incidentId', root, 'endedAt', ended, 'answeredAt', ended,
        'assistingOrganisationIds', '[]'::json, 'teamIds', '[]'::json, 'startedFor', null, 'words', repeat('字', 300),
        'state', case when ended is null then 'running' else 'stopped' end, 'rows', json_build_array(json_build_object('to', ended)))),
    ''::bytea
  from (
    select n, step, kind, root, at,
      case when kind = 'incident' then root else md5(n || kind)::uuid end as id,
      case when step = last then to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end as ended
    from (
      select n, step, k.kind, k.last, md5('root' || n)::uuid as root,
        to_timestamp(($2::float8 + n * $3::float8 + (step - 1) * $4::float8 / (k.last - 0.5)) / 1000) as at
      from generate_series($5::int, $6::int) n
      cross join (values ('incident', 8), ('task', 5), ('clock', 3), ('report', 4)) k (kind, last)
      cross join lateral generate_series(1, k.last) step
    ) steps
    where at >= to_timestamp($7::float8 / 1000) and at < to_timestamp($9::float8 / 1000)
  ) changes`
/** Of the year, in one statement each. */
const CHUNKS = 24

async function writeYear(): Promise<void> {
  const gap = (365 * DAY) / INCIDENTS
  const long = (365 * DAY + OPEN_FOR_MS) / CHUNKS
  let seq = 0
  for (let chunk = 0; chunk < CHUNKS; chunk++) {
    const [from, to] = [START + chunk * long, START + (chunk + 1) * long]
    const first = Math.max(0, Math.floor((from - START - OPEN_FOR_MS) / gap) - 1)
    const last = Math.min(INCIDENTS - 1, Math.ceil((to - START) / gap))
    const values = [township, START, gap, OPEN_FOR_MS, first, last, from, seq, to]
    const { rowCount } = await database.db.query(CHUNK, values)
    seq += rowCount
  }
}

beforeAll(async () => {
  database = await createTestDatabase()
  source = { database: database.db, kinds: slices.flatMap(slice => slice.kinds), epoch: 'e' }
  await writeYear()
  await database.db.query(
    `insert into feed_heads (township, seq) select township, max(seq) from feed_changes group by 1`,
  )
  await database.db.query('vacuum analyze feed_changes')
  while (await keepNextKeyframe(source, township));
}, 600_000)
afterAll(() => database.drop())

async function timed<Answer>(ask: () => Promise<Answer>): Promise<{ answer: Answer; ms: number }> {
  const began = performance.now()
  const answer = await ask()
  return { answer, ms: performance.now() - began }
}

test('RS-5 the timeline of a year and the next grave incident are found within a second', async () => {
  const span = { township, from: toIso(START), to: toIso(START + 366 * DAY + OPEN_FOR_MS) }
  const reader = sqlOf(database.db)

  const counted = await timed(() => countChanges(reader, span, 240))
  const grave = await timed(() => listGrave(reader, { ...span, from: toIso(START + 300 * DAY) }, 500))
  const next = await timed(() =>
    nearestGrave(reader, { township, at: toIso(START + 200.3 * DAY), direction: 'next' }),
  )

  expect(counted.answer.reduce((sum, one) => sum + one, 0)).toBe(INCIDENTS * CHANGES_EACH)
  expect(grave.answer.length).toBeGreaterThan(10)
  expect(next.answer).not.toBeNull()
  const took = [counted.ms, grave.ms, next.ms]
  console.log(`${took.map(ms => Math.round(ms)).join(' ')} ms (density of the year, its level 1, the next)`)
  expect(Math.max(...took)).toBeLessThan(1_000)
})

test('RS-4 any instant of a year is answered within a second', async () => {
  const took: number[] = []
  for (const day of [0.5, 1, 30, 91, 182.3, 250, 333, 364.9]) {
    const at = toIso(START + day * DAY)
    const { answer, ms } = await timed(() => readPast(source, township, scopes, at))
    const range = await timed(() =>
      readPastRange(source, township, scopes, {
        from: answer.seq,
        until: toIso(START + day * DAY + 600 * SECOND_MS),
      }),
    )
    const open = answer.entities['incident']?.length ?? 0
    // As many as came in while one is open and for the day a replica keeps it after.
    const awaited = Math.min((day * INCIDENTS) / 365, ((OPEN_FOR_MS + DAY) / DAY) * (INCIDENTS / 365))
    expect(open).toBeGreaterThan(awaited * 0.9 - 1)
    expect(open).toBeLessThan(awaited * 1.1 + 2)
    took.push(ms, range.ms)
  }

  console.log(
    `${INCIDENTS * CHANGES_EACH} changes: ${took.map(ms => Math.round(ms)).join(' ')} ms (situation, ten minutes on, …)`,
  )
  expect(Math.max(...took)).toBeLessThan(1_000)
})
