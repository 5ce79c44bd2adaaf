import { newId } from '@one-centre/shared/ids'
import { expect, test } from 'vitest'
import { startFaultProxy } from '../harness/fault-proxy.ts'
import { FAULT_TIMEOUT_MS } from '../harness/fault-scale.ts'
import { onStage, type FaultStage } from '../harness/fault-stage.ts'
import { allLive, expectNothingLost, measureStandstill, settle, until } from '../harness/settling.ts'

const CUT_WITHIN_MS = 10_000
const OTHERS_WITHIN_MS = 3_000
const BULKS = 3
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

async function metric({ server }: FaultStage, name: string): Promise<number> {
  const text = await (await fetch(`${server().url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}

test(
  'X-4 cuts a client that reads 2 kB/s within 10 s, leaves the others alone, and the client catches up later',
  { timeout: FAULT_TIMEOUT_MS },
  () =>
    onStage({ phones: 1, consoles: 2, walls: 1 }, async stage => {
      const path = await startFaultProxy(stage.server().port)
      const slow = await stage.join('slow console', stage.county.dispatchers[1]!, { url: path.url })
      const others = stage.actors().filter(actor => actor !== slow)
      await until('the slow one live', 10_000, () => allLive([slow]))
      const viewers = await metric(stage, 'one_centre_viewers')
      const before = await stage.server().memory()

      path.become({ kind: 'slow', bytesPerSecond: 2_000 })
      const standstill = measureStandstill()
      for (let bulk = 0; bulk < BULKS; bulk += 1) await reportMuch(stage)
      const began = performance.now()
      const othersMs = await until('the others have it all', 20_000, () =>
        others
          .slice(0, 2)
          .every(({ live }) => live.replica.all({ name: 'report' }).length === BULKS * REPORTS_IN_A_BULK),
      )
      await until(
        'the slow one cut',
        30_000,
        async () => (await metric(stage, 'one_centre_viewers')) < viewers,
      )
      const cutMs = performance.now() - began
      const grownMb = ((await stage.server().memory()) - before) / 1_048_576
      const stoodMs = standstill.stop()

      path.become({ kind: 'clear' })
      path.resetAll()
      await settle(stage.actors(), stage.database.db, 60_000)
      await expectNothingLost('slow consumer', stage.evidence(), { cutMs, othersMs, grownMb })
      await path.close()
      expect(cutMs).toBeLessThan(CUT_WITHIN_MS + stoodMs)
      expect(othersMs).toBeLessThan(OTHERS_WITHIN_MS + stoodMs)
    }),
)
