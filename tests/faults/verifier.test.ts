import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Applied } from '../harness/actor.ts'
import { keepDispatching } from '../harness/fault-load.ts'
import { FAULT_TIMEOUT_MS } from '../harness/fault-scale.ts'
import { onStage } from '../harness/fault-stage.ts'
import { countLosses } from '../harness/nothing-lost.ts'
import { expectNothingLost, settle } from '../harness/settling.ts'

test(
  'NL-1 NL-2 NL-3 NL-4 NL-5 the verifier sees each kind of loss when it is made by hand',
  { timeout: FAULT_TIMEOUT_MS },
  () =>
    onStage({ phones: 2, consoles: 1, walls: 1 }, async stage => {
      const { database } = stage
      const stop = keepDispatching(stage.consoles, stage.county, 5)
      await sleep(1_000)
      stop()
      await settle(stage.actors(), database, 20_000)
      await expectNothingLost('before the sabotage', stage.evidence())
      const losses = async () => {
        const { findings: _findings, seen: _seen, ...counts } = await countLosses(stage.evidence())
        return Object.entries(counts).flatMap(([rule, count]) => (count > 0 ? [rule] : []))
      }
      const { applied, acknowledged } = stage.consoles[0]!.journal
      const last = applied.at(-1) as Extract<Applied, { kind: 'change' }>

      applied.pop()
      expect(await losses()).toEqual(['NL-2'])
      applied.push(last, last)
      expect(await losses()).toEqual(['NL-2'])
      applied.pop()
      applied[applied.length - 1] = { ...last, change: { ...last.change, version: 99 } }
      expect(await losses()).toEqual(['NL-3'])
      applied[applied.length - 1] = last
      acknowledged.push({ ...acknowledged[0]!, answer: 'another' })
      expect(await losses()).toEqual(['NL-3'])
      acknowledged.pop()
      acknowledged.push({ ...acknowledged[0]!, commandId: stage.county.township })
      expect(await losses()).toEqual(['NL-1'])
      acknowledged.pop()
      await database.query(`update feed_changes set body = (body::jsonb || '{"type":"task.forged"}')::json
        where (township, seq, ordinal) = (select township, seq, ordinal from feed_changes where kind = 'clock' limit 1)`)
      expect(await losses()).toContain('NL-5')
      await database.query(`delete from notifications`)
      await database.query(`update tasks set entity = jsonb_set(jsonb_set(entity, '{state}', '"assigned"'),
        '{times,assigned,serverAt}', '"2026-01-01T00:00:00.000Z"')`)
      expect(await losses()).toContain('NL-4')
    }),
)
