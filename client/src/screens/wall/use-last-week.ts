import type { Id } from '@one-centre/shared/ids'
import { incidentStatistics } from '@one-centre/shared/incident-queries'
import { computed, onBeforeUnmount, shallowRef, watch, type ShallowRef } from 'vue'
import { useLive } from '../../kernel/live.ts'
import { runQuery } from '../../kernel/queries.ts'
import { civilDay } from '../../ui/instants.ts'

const WEEK_MS = 7 * 86_400_000
const ASK_AGAIN_MS = 30_000

export interface LastWeek {
  /** `2026-11-18`. */
  readonly day: string
  /** Reports in each hour, 00 to 23. */
  readonly hours: readonly number[]
}

/** The same weekday a week ago, from the server's statistics; undefined until every township has answered. */
export function useLastWeek(
  townships: () => readonly Id<'organisation'>[],
): ShallowRef<LastWeek | undefined> {
  const { http, clock } = useLive()
  const answer = shallowRef<LastWeek>()
  const day = computed(() => civilDay(clock.ticking.value - WEEK_MS))
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  async function ask(): Promise<void> {
    clearTimeout(timer)
    const turn = ++asked
    const params = { from: day.value, to: day.value, group: 'hour' as const, levels: [] }
    const answers = await Promise.all(
      townships().map(township => runQuery(http, incidentStatistics, { township, params })),
    )
    if (turn !== asked) return
    const hours = Array.from({ length: 24 }, () => 0)
    for (const one of answers) {
      if (one.kind !== 'answered') {
        timer = setTimeout(() => void ask(), ASK_AGAIN_MS)
        return
      }
      for (const row of one.answer.rows) hours[Number(row.key)]! += row.reported
    }
    answer.value = answers.length === 0 ? undefined : { day: params.from, hours }
  }

  watch([day, () => townships().join()], () => void ask(), { immediate: true })
  onBeforeUnmount(() => {
    asked++
    clearTimeout(timer)
  })
  return answer
}
