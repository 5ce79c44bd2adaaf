import type { Api } from './sim-api.ts'
import type { Cast } from './sim-cast.ts'
import type { CountyPlan } from './plan.ts'
import { seeded, type Seeded } from './seeded.ts'
import { seqOf, type Player } from './sim-player.ts'
import { reportOf, type ReportWish } from './sim-reports.ts'
import type { Replica } from './sim-replica.ts'
import type { Spots } from './spots.ts'

/** Mean time between reports; a demo's county is a busy one. */
const MEAN_MS = 30_000
const LEAST_MS = 6_000
const MOST_MS = 90_000
/** As much as a small centre can hold; more waits until something is closed. */
const OPEN_AT_MOST = 60
/** The situation a first visitor finds. */
const OPEN_AT_FIRST = 25
/** A cloudburst over one township, now and then: so many reports within a minute. */
const STORM_EVERY_MS = 20 * 60_000
const STORM_REPORTS = 6
const STORM_GAP_MS = 8_000
/** How many steps the first incidents have behind them: from reported to handled, most of them on the way. */
const FIRST_STEPS: readonly number[] = [
  0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 4, 4, 4, 5, 5, 6, 6, 6, 7, 8, 9,
]

export interface StreamOptions {
  readonly plan: CountyPlan
  readonly cast: Cast
  readonly spots: Spots
  readonly api: Api
  readonly replica: Replica
  readonly player: Player
}

/** Lets reports come in: at first a whole situation, then one by one, now and then a storm. */
export class ReportStream {
  readonly #options: StreamOptions
  readonly #random: Seeded
  readonly #run = Date.now().toString(36)
  #count = 0
  #nextAt = 0
  #stormAt: number
  #begun = false

  constructor(options: StreamOptions) {
    this.#options = options
    this.#random = seeded(options.plan.seed, `stream/${this.#run}`)
    this.#stormAt = Date.now() + STORM_EVERY_MS * this.#random.between(0.4, 1.2)
  }

  tick(now: number): void {
    if (!this.#begun) this.#begin(now)
    if (now >= this.#stormAt) this.#storm(now)
    if (now < this.#nextAt) return
    const gap = -Math.log(1 - this.#random.next()) * MEAN_MS
    this.#nextAt = now + Math.min(MOST_MS, Math.max(LEAST_MS, gap))
    if (this.#options.replica.open().length < OPEN_AT_MOST) void this.#submit({ now })
  }

  #begin(now: number): void {
    this.#begun = true
    this.#nextAt = now + LEAST_MS
    const missing = OPEN_AT_FIRST - this.#options.replica.open().length
    for (const steps of this.#random.shuffled(FIRST_STEPS).slice(0, Math.max(0, missing)))
      void this.#submit({ now }, steps)
  }

  #storm(now: number): void {
    this.#stormAt = now + STORM_EVERY_MS * this.#random.between(0.7, 1.3)
    const storm = this.#random.pick(this.#options.cast.townships)
    for (let index = 0; index < STORM_REPORTS; index++) {
      setTimeout(
        () => void this.#submit({ now: now + index * STORM_GAP_MS, storm }),
        index * STORM_GAP_MS,
      ).unref()
    }
  }

  async #submit(wish: Omit<ReportWish, 'label'>, steps = 0): Promise<void> {
    const { plan, cast, spots, api, replica, player } = this.#options
    const label = `${this.#run}-${++this.#count}`
    const report = reportOf(plan, cast, spots, { ...wish, label })
    if (report === undefined) return
    if (steps > 0) player.hurry(report.incidentId, steps, this.#random.between(0.15, 0.75))
    const answer = await api.ask(report.personId, 'POST', '/api/commands/reports.submit', {
      commandId: report.commandId,
      township: report.township,
      params: report.params,
    })
    const seq = answer === null ? undefined : seqOf(answer)
    if (seq !== undefined) replica.own(report.township, seq)
  }
}
