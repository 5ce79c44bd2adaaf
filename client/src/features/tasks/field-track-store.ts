import type { Id } from '@one-centre/shared/ids'
import type { PositionReport } from '@one-centre/shared/positions'
import { onScopeDispose } from 'vue'
import { useLive } from '../../kernel/live.ts'
import { batchOf, withFix, type Fix } from './field-track.ts'

export interface Track {
  readonly add: (township: Id<'organisation'>, fix: Fix) => void
  /** Sends what waits; answers whether something went out. */
  readonly send: () => Promise<boolean>
}

interface Kept {
  readonly township: Id<'organisation'>
  readonly reports: readonly PositionReport[]
}

const SAVE_EVERY_MS = 15_000
/** Up to so many are saved with every fix; a longer track by the timer. */
const SHORT_TRACK = 200

/** What was measured and not yet sent, kept through a kill, by its owner's name (FD-21). */
export function openTrack(owner: string): Track {
  const { store, http, clock, page } = useLive()
  const key = `track/${owner}`
  let townships: readonly Kept[] = []
  let lastAt = 0
  // Seconds, so that a reload goes on above the last number.
  let sequence = Math.floor(clock.device() / 1_000)
  let sending = false
  let unsaved = false

  const keep = (township: Id<'organisation'>, reports: readonly PositionReport[]) => {
    const others = townships.filter(one => one.township !== township)
    townships = reports.length === 0 ? others : [...others, { township, reports }]
    unsaved = true
  }
  const of = (township: Id<'organisation'>) => townships.find(one => one.township === township)?.reports ?? []
  const save = () => {
    if (!unsaved) return
    unsaved = false
    const kept = { townships }
    void store.then(opened =>
      (townships.length === 0 ? opened.remove('drafts', key) : opened.put('drafts', key, kept)).catch(
        () => undefined,
      ),
    )
  }
  const load = async () => {
    const row = await (await store).find('drafts', key).catch(() => undefined)
    for (const { township, reports } of readKept(row)) keep(township, [...reports, ...of(township)])
  }

  const timer = setInterval(save, SAVE_EVERY_MS)
  const stop = page.onLeave(save)
  onScopeDispose(() => {
    clearInterval(timer)
    stop()
    save()
  })
  void load()

  return {
    add: (township, fix) => {
      const before = of(township)
      const next = withFix(before, fix, lastAt, sequence)
      if (next === before) return
      keep(township, next)
      lastAt = fix.timestamp
      sequence += 1
      if (next.length <= SHORT_TRACK) save()
    },
    send: async () => {
      const first = townships[0]
      if (sending || first === undefined) return false
      sending = true
      const { township, reports } = first
      const body = batchOf(township, reports, clock.device())
      const result = await http.ask<unknown>({ method: 'POST', path: '/api/positions', body })
      sending = false
      if (result.kind !== 'answered' && result.kind !== 'refused') return false
      keep(
        township,
        of(township).filter(report => !reports.includes(report)),
      )
      save()
      return result.kind === 'answered'
    },
  }
}

function readKept(row: unknown): readonly Kept[] {
  if (typeof row !== 'object' || row === null || !('townships' in row)) return []
  return Array.isArray(row.townships) ? (row.townships as readonly Kept[]) : []
}
