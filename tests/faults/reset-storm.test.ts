import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { keepDispatching } from '../harness/fault-load.ts'
import { FAULT_TIMEOUT_MS, scale } from '../harness/fault-scale.ts'
import { onStage } from '../harness/fault-stage.ts'
import { allLive, expectNothingLost, measureStandstill, settle, until } from '../harness/settling.ts'

const HEALED_WITHIN_MS = 3_000
const size = { phones: scale(12, 200), consoles: scale(3, 10), walls: scale(2, 5) }
const STORM_MS = scale(5_000, 60_000)
const DISPATCHES_PER_SECOND = scale(6, 20)
const LIFE_MS = { from: 200, to: 2_000 }

test(
  'PL-1 loses nothing while every connection is reset at random, and all are live 3 s after it heals',
  { timeout: FAULT_TIMEOUT_MS },
  () =>
    onStage(size, async stage => {
      const { proxy } = stage
      const stop = keepDispatching(stage.consoles, stage.county, DISPATCHES_PER_SECOND)
      proxy.resetEach(() => LIFE_MS.from + Math.random() * (LIFE_MS.to - LIFE_MS.from))
      await sleep(STORM_MS)
      stop()
      proxy.resetEach(null)
      proxy.resetAll()

      const standstill = measureStandstill()
      const healedMs = await until('all live', 30_000, () => allLive(stage.actors()))
      const stoodMs = standstill.stop()
      const restedMs = await settle(stage.actors(), stage.database, 120_000)

      const facts = { connections: proxy.accepted(), healedMs, stoodMs, restedMs }
      const losses = await expectNothingLost('reset storm', stage.evidence(), facts)
      expect(stage.actors().flatMap(actor => actor.journal.refused)).toEqual([])
      // A report, a filing, a dispatch and five steps of the phone for every incident.
      expect(losses.seen.acknowledged).toBeGreaterThan((STORM_MS / 1_000) * DISPATCHES_PER_SECOND * 4)
      expect(healedMs).toBeLessThan(HEALED_WITHIN_MS + stoodMs)
    }),
)
