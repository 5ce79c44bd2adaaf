import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { slices } from '../../server/src/app.ts'
import type { Database } from '../../server/src/platform/database.ts'
import type { Actor } from './actor.ts'
import { countLosses, type Evidence, type Losses } from './nothing-lost.ts'
import { addProof } from './proof-table.ts'

const LOOK_EVERY_MS = 50
/** Nothing new for so long, and the play is over. */
const QUIET_FOR_MS = 400
const reactionNames = slices.flatMap(slice => slice.reactions).map(reaction => reaction.name)

/** Waits until the claim holds; answers how many ms that took, and throws with `what` where it takes too long. */
export async function until(
  what: string,
  withinMs: number,
  holds: () => boolean | Promise<boolean>,
): Promise<number> {
  const began = performance.now()
  for (;;) {
    if (await holds()) return performance.now() - began
    if (performance.now() - began > withinMs) throw new Error(`not within ${withinMs} ms: ${what}`)
    await sleep(LOOK_EVERY_MS)
  }
}

/** Every actor's link is open and it knows of nothing it has not applied. */
export function allLive(actors: readonly Actor[]): boolean {
  return actors.every(actor => actor.live.feed.status.value.kind === 'live')
}

/** Everything given is answered, every reaction has caught up, nothing moves any more, and every actor is live. */
export async function settle(
  actors: readonly Actor[],
  database: Database,
  withinMs: number,
): Promise<number> {
  let heads = ''
  let since = performance.now()
  return until('all at rest', withinMs, async () => {
    const now = await standOf(database)
    const unanswered = actors.reduce((all, actor) => all + actor.unanswered(), 0)
    const still = now.heads === heads && now.lagging === 0 && unanswered === 0 && allLive(actors)
    heads = now.heads
    if (!still) since = performance.now()
    return performance.now() - since >= QUIET_FOR_MS
  })
}

async function standOf(database: Database): Promise<{ readonly heads: string; readonly lagging: number }> {
  const { rows } = await database.query<{ township: string; seq: number; lagging: number }>(
    `select h.township, h.seq, (select count(*)::int from unnest($1::text[]) r (name)
       where coalesce((select c.seq from reaction_cursors c where c.reaction = r.name and c.township = h.township), 0) < h.seq
     ) as lagging from feed_heads h order by h.township`,
    [reactionNames],
  )
  return { heads: JSON.stringify(rows), lagging: rows.reduce((all, row) => all + row.lagging, 0) }
}

export interface Standstill {
  /** ms in which this process could not run although it wanted to. */
  readonly stop: () => number
}

/** How long the machine kept this process from running: it cannot count against what is tested. */
export function measureStandstill(): Standstill {
  const stepMs = 20
  let last = performance.now()
  let stood = 0
  const timer = setInterval(() => {
    const now = performance.now()
    stood += Math.max(0, now - last - 2 * stepMs)
    last = now
  }, stepMs)
  return {
    stop: () => {
      clearInterval(timer)
      return stood
    },
  }
}

/** Ends every fault test: prints the five counts and fails where one is not zero, or where nothing was looked at. */
export async function expectNothingLost(
  name: string,
  evidence: Evidence,
  facts: object = {},
): Promise<Losses> {
  const losses = await countLosses(evidence)
  const { findings, seen, ...counts } = losses
  const measured = words({ ...seen, ...facts })
  process.stdout.write(`faults: ${name}: ${words(counts)} | ${measured}\n`)
  addProof(name, Object.values(counts), measured)
  expect(findings.slice(0, 10)).toEqual([])
  expect(seen.changes).toBeGreaterThan(0)
  expect(seen.applied).toBeGreaterThan(0)
  return losses
}

function words(of: object): string {
  return Object.entries(of)
    .map(([key, value]) => `${key} ${typeof value === 'number' ? Math.round(value) : String(value)}`)
    .join(' · ')
}
