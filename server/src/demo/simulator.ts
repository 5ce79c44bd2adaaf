import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { generateCounty } from './county.ts'
import { routerOf } from './routing.ts'
import { seeded } from './seeded.ts'
import { openApi } from './sim-api.ts'
import { castOf } from './sim-cast.ts'
import { followFeed } from './sim-feed.ts'
import { Player } from './sim-player.ts'
import { PositionSender } from './sim-positions.ts'
import { Replica } from './sim-replica.ts'
import { ReportStream } from './sim-stream.ts'
import { Trips } from './sim-trips.ts'
import { spotsOf } from './spots.ts'

/** How often it looks what is due. */
const TICK_MS = 250
const TICKS_A_SECOND = 1_000 / TICK_MS

const { values } = parseArgs({ options: { url: { type: 'string' }, seed: { type: 'string' } } })
const url = values.url ?? ''
const seed = Number(values.seed)
if (url === '' || !Number.isSafeInteger(seed)) {
  process.stderr.write('usage: node server/src/demo/simulator.ts --url http://127.0.0.1:8080 --seed 7\n')
  process.exit(2)
}

const stop = { asked: false }
process.once('SIGTERM', () => (stop.asked = true))
process.once('SIGINT', () => (stop.asked = true))
process.once('disconnect', () => (stop.asked = true))
await live()

/** Plays the people of the demo county through the public API alone, until told to stop. */
async function live(): Promise<void> {
  const plan = generateCounty(seed)
  const cast = castOf(plan)
  const spots = spotsOf(plan, seeded(seed, 'spots'))
  const api = openApi(url)
  const replica = new Replica()
  const trips = new Trips(routerOf(plan.roads), cast.teams)
  const now = (): number => Date.now()
  const feed = followFeed({ url, api, observer: cast.observer, townships: cast.townships, replica, now })
  const player = new Player({ seed, cast, api, replica, trips })
  const stream = new ReportStream({ plan, cast, spots, api, replica, player })
  const positions = new PositionSender({ cast, api, replica, trips })
  for (let tick = 0; !stop.asked; tick++) {
    await sleep(TICK_MS)
    if (!feed.isReady()) continue
    stream.tick(now())
    player.tick(now())
    if (tick % TICKS_A_SECOND === 0) positions.tick(now())
  }
  feed.close()
  // The channel to the server that started it would keep the process alive.
  if (process.connected) process.disconnect()
}
