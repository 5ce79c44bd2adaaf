import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '@one-centre/shared/ids'
import { expect, test } from 'vitest'
import type { Actor } from '../harness/actor.ts'
import { startFaultProxy } from '../harness/fault-proxy.ts'
import { FAULT_TIMEOUT_MS } from '../harness/fault-scale.ts'
import { onStage, type FaultStage } from '../harness/fault-stage.ts'
import { allLive, expectNothingLost, measureStandstill, settle, until } from '../harness/settling.ts'

const CUT_WITHIN_MS = 10_000
const OTHERS_WITHIN_MS = 3_000
const MOST_BULKS = 20
const BULK_EVERY_MS = 500
const REPORTS_IN_A_BULK = 150
const LONG_TEXT = '垃圾无人清理。'.repeat(500)

/** Reports with long texts, many in one request: megabytes for everybody in the command centre. */
async function reportMuch({ county, server }: FaultStage): Promise<void> {
  const place = { address: '', position: null, gridId: null }
  const reports = Array.from({ length: REPORTS_IN_A_BULK }, () => ({
    name: 'reports.submit',
    commandId: newId(),
    township: county.township,
    params: {
      source: 'field',
      sourceId: newId(),
      text: LONG_TEXT,
      matterId: county.matterId,
      place,
      happenedAt: null,
      reporter: null,
      photos: [],
      incidentId: newId(),
      joinIncidentId: null,
    },
  }))
  const response = await fetch(`${server().url}/api/commands`, {
    method: 'POST',
    headers: { cookie: county.dispatchers[0]!.cookie, 'content-type': 'application/json' },
    body: JSON.stringify(reports),
  })
  const outcomes = (await response.json()) as readonly { readonly ok: boolean }[]
  if (!outcomes.every(outcome => outcome.ok)) throw new Error(`refused: ${JSON.stringify(outcomes[0])}`)
}

function has(actors: readonly Actor[], bulks: number): boolean {
  return actors.every(({ live }) => live.replica.all({ name: 'report' }).length === bulks * REPORTS_IN_A_BULK)
}

async function metric({ server }: FaultStage, name: string): Promise<number> {
  const text = await (await fetch(`${server().url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}

test(
  'PL-4 F-9 cuts a client that reads 2 kB/s within 10 s, leaves the others alone, and the client catches up later',
  { timeout: FAULT_TIMEOUT_MS },
  () =>
    onStage({ phones: 1, consoles: 2, walls: 1 }, async stage => {
      const path = await startFaultProxy(stage.server().port)
      const slow = await stage.join('slow console', stage.county.dispatchers[1]!, { url: path.url })
      const others = stage.consoles
      await until('the slow one live', 10_000, () => allLive([slow]))
      const viewers = await metric(stage, 'one_centre_viewers')
      path.become({ kind: 'slow', bytesPerSecond: 2_000 })
      const standstill = measureStandstill()
      const began = performance.now()
      let bulks = 0
      let othersMs = 0
      // Kernels on the way hold some megabytes before the server can notice anything.
      while ((await metric(stage, 'one_centre_viewers')) === viewers && bulks < MOST_BULKS) {
        bulks += 1
        await reportMuch(stage)
        othersMs = Math.max(othersMs, await until('the others have it', 20_000, () => has(others, bulks)))
        await sleep(BULK_EVERY_MS)
      }
      const cutMs = performance.now() - began
      const stoodMs = standstill.stop()

      path.become({ kind: 'clear' })
      path.resetAll()
      await settle(stage.actors(), stage.database, 60_000)
      await expectNothingLost('slow consumer', stage.evidence(), { cutMs, othersMs, bulks })
      await path.close()
      expect(cutMs).toBeLessThan(CUT_WITHIN_MS + stoodMs)
      expect(othersMs).toBeLessThan(OTHERS_WITHIN_MS + stoodMs)
    }),
)
