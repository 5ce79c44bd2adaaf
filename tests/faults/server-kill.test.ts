import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { keepDispatching } from '../harness/fault-load.ts'
import { startFaultProxy } from '../harness/fault-proxy.ts'
import { FAULT_TIMEOUT_MS, scale } from '../harness/fault-scale.ts'
import { onStage } from '../harness/fault-stage.ts'
import { allLive, expectNothingLost, measureStandstill, settle, until } from '../harness/settling.ts'

const BACK_WITHIN_MS = 10_000
/** A supervisor that asks a server to stop waits about this long before it kills it. */
const GONE_WITHIN_MS = 5_000
const size = { phones: scale(8, 200), consoles: scale(2, 10), walls: scale(1, 5) }
const KILLS = scale(1, 10)
const DISPATCHES_PER_SECOND = scale(6, 20)

test(
  'PL-2 loses nothing when the server is stopped and killed under load; every client is back in 10 s',
  { timeout: FAULT_TIMEOUT_MS },
  () =>
    onStage(size, async stage => {
      const stop = keepDispatching(stage.consoles, stage.county, DISPATCHES_PER_SECOND)
      const signals = (['SIGTERM', 'SIGKILL'] as const).flatMap(signal =>
        Array<typeof signal>(KILLS).fill(signal),
      )
      const servingMs: number[] = []
      const backMs: number[] = []
      for (const signal of signals) {
        await sleep(1_000)
        await stage.server().end(signal)
        const server = await stage.restart()
        servingMs.push(server.readyAfterMs)
        const standstill = measureStandstill()
        const back = await until('everybody back', 60_000, () => allLive(stage.actors()))
        backMs.push(back - standstill.stop())
      }
      await sleep(500)
      stop()
      const restedMs = await settle(stage.actors(), stage.database, 120_000)

      const facts = { serving: Math.max(...servingMs), back: Math.max(...backMs), restedMs }
      const losses = await expectNothingLost(`${signals.length} stops of the server`, stage.evidence(), facts)
      expect(stage.actors().flatMap(actor => actor.journal.refused)).toEqual([])
      expect(losses.seen.acknowledged).toBeGreaterThan(signals.length * DISPATCHES_PER_SECOND * 4)
      expect(Math.max(...backMs)).toBeLessThan(BACK_WITHIN_MS)
    }),
)

test('PL-3 stops in 5 s although a client neither reads nor answers', { timeout: FAULT_TIMEOUT_MS }, () =>
  onStage({ phones: 1, consoles: 1, walls: 1 }, async stage => {
    const path = await startFaultProxy(stage.server().port)
    const silent = await stage.join('silent wall', stage.county.walls[0]!, { url: path.url })
    await until('the wall live', 10_000, () => allLive([silent]))
    path.become({ kind: 'black-hole' })

    const goneMs = await stage.server().end('SIGTERM')

    path.become({ kind: 'clear' })
    stage.leave(silent)
    await path.close()
    await stage.restart()
    await settle(stage.actors(), stage.database, 30_000)
    await expectNothingLost('stop beside a silent client', stage.evidence(), { goneMs })
    expect(goneMs).toBeLessThan(GONE_WITHIN_MS)
  }),
)
