import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Actor } from '../harness/actor.ts'
import { keepDispatching } from '../harness/fault-load.ts'
import { FAULT_TIMEOUT_MS, scale } from '../harness/fault-scale.ts'
import { onStage, type FaultStage } from '../harness/fault-stage.ts'
import { headOf, restoreTo } from '../harness/older-backup.ts'
import { allLive, expectNothingLost, settle, until } from '../harness/settling.ts'

const JOINS = scale(24, 1_000)
const AT_ONCE = scale(24, 40)
const LONGEST_DELAY_MS = 120
const RECONNECTED_WITHIN_MS = 5_000
/** So long a client is watched for asking again and again. */
const WATCH_MS = 1_500

function snapshotsAsked(actor: Actor): number {
  return actor.journal.asked.filter(path => path.endsWith('/snapshot')).length
}

/** What was seen of the stream and acknowledged in it is of a past that is no more. */
function forgetStream(actors: readonly Actor[], township: string): void {
  for (const { journal } of actors) {
    const others = journal.applied.filter(
      one => (one.kind === 'snapshot' ? one.snapshot.township : one.township) !== township,
    )
    journal.applied.splice(0, journal.applied.length, ...others)
    journal.acknowledged.length = 0
  }
}

test(
  'PL-7 loses nothing between joining the rooms and reading the snapshot, however long each takes',
  { timeout: FAULT_TIMEOUT_MS },
  () =>
    onStage({ phones: 4, consoles: 2, walls: 1 }, async stage => {
      const { dispatchers, walls, teams } = stage.county
      const people = [...dispatchers, ...walls, ...teams.map(team => team.member)]
      let applied = 0
      for (let joined = 0; joined < JOINS; joined += AT_ONCE) {
        const stop = keepDispatching(stage.consoles, stage.county, 8)
        const joiners = await Promise.all(
          Array.from({ length: AT_ONCE }, async (_, index) => {
            await sleep(Math.random() * 600)
            const delayMs = () => Math.random() * LONGEST_DELAY_MS
            return stage.join(`joiner ${joined + index}`, people[index % people.length]!, { delayMs })
          }),
        )
        await until('all joiners live', 20_000, () => allLive(joiners))
        await sleep(200)
        stop()
        await settle(stage.actors(), stage.database, 60_000)
        if (joined + AT_ONCE >= JOINS) continue
        const losses = await expectNothingLost(`join ${joined + AT_ONCE} of ${JOINS}`, stage.evidence())
        applied += losses.seen.applied
        for (const joiner of joiners) stage.leave(joiner)
      }
      const losses = await expectNothingLost(`${JOINS} joins`, stage.evidence())
      expect(applied + losses.seen.applied).toBeGreaterThan(JOINS * 5)
      expect(losses.seen.acknowledged).toBeGreaterThan(JOINS / AT_ONCE)
    }),
)

test(
  'PL-8 a reconnect during which nothing happened asks for nothing whole and loses nothing after it',
  { timeout: FAULT_TIMEOUT_MS },
  () =>
    onStage({ phones: 2, consoles: 1, walls: 1 }, async stage => {
      await settle(stage.actors(), stage.database, 20_000)
      for (const { journal } of stage.actors()) journal.asked.length = 0
      const applied = stage.actors().map(actor => actor.journal.applied.length)

      stage.proxy.resetAll()
      await until('the link was lost', 5_000, () => !allLive(stage.actors()))
      const backMs = await until('all live again', 20_000, () => allLive(stage.actors()))

      expect(stage.actors().map(snapshotsAsked)).toEqual(stage.actors().map(() => 0))
      expect(stage.actors().map(actor => actor.journal.applied.length)).toEqual(applied)
      const stop = keepDispatching(stage.consoles, stage.county, 5)
      await sleep(600)
      stop()
      await settle(stage.actors(), stage.database, 20_000)
      await expectNothingLost('zero-event reconnect', stage.evidence(), { backMs })
      expect(backMs).toBeLessThan(RECONNECTED_WITHIN_MS)
    }),
)

/** Stops the server, changes the database behind its back, starts it; answers how many snapshots each client asked for. */
async function afterChange(stage: FaultStage, change: () => Promise<unknown>): Promise<readonly number[]> {
  await settle(stage.actors(), stage.database, 20_000)
  await stage.server().end('SIGKILL')
  await change()
  for (const { journal } of stage.actors()) journal.asked.length = 0
  await stage.restart()
  await until('all live again', 20_000, () => allLive(stage.actors()))
  await sleep(WATCH_MS)
  const asked = stage.actors().map(snapshotsAsked)
  await someWork(stage)
  return asked
}

async function someWork(stage: FaultStage): Promise<void> {
  const stop = keepDispatching(stage.consoles, stage.county, 6)
  await sleep(800)
  stop()
  await sleep(200)
  await settle(stage.actors(), stage.database, 20_000)
}

test(
  'PL-9 takes one snapshot after an older backup, a leap of the seq or another epoch, and asks no further',
  { timeout: FAULT_TIMEOUT_MS },
  () =>
    onStage({ phones: 2, consoles: 1, walls: 1 }, async stage => {
      const { database, county } = stage
      const each = (count: number) => stage.actors().map(() => count)
      await someWork(stage)
      const backup = await headOf(database, county.township)
      await someWork(stage)

      const older = await afterChange(stage, async () => {
        forgetStream(stage.actors(), county.township)
        await restoreTo(database, county.township, backup)
      })
      await expectNothingLost('older backup', stage.evidence())
      const leap = await afterChange(stage, () =>
        database.query('update feed_heads set seq = seq + 1000 where township = $1', [county.township]),
      )
      await expectNothingLost('leap of the seq', stage.evidence())
      const epoch = await afterChange(stage, () =>
        database.query('update installation set epoch = gen_random_uuid()'),
      )
      await expectNothingLost('another epoch', stage.evidence())

      expect({ older, leap, epoch }).toEqual({ older: each(1), leap: each(0), epoch: each(2) })
    }),
)
