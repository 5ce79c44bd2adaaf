import { scopesOf } from '@one-centre/shared/access'
import { readTrack, type TrackPoint, type UnitRef } from '@one-centre/shared/positions'
import { refuse } from '@one-centre/shared/refusals'
import { DAY, fromIso } from '@one-centre/shared/time'
import { handleQuery } from '../../kernel/handler.ts'
import { teamKind } from '../people/index.ts'
import { listTrack } from './store.ts'

/** A team of ten that reports each 10 s for an hour and more; what is beyond is asked for in pieces. */
const MOST_POINTS = 20_000
const LONGEST_MS = DAY

/** PO-42; the centre asks about any team, a body about its own, the wall about none. */
export const answerTrack = handleQuery({
  contract: readTrack,
  recorded: true,
  answer: async ({ actor, params, township, reader, reference }) => {
    const scopes = scopesOf(actor, township)
    const body = reference.find(teamKind, params.teamId)?.organisationId
    if (!scopes.includes('duty') && (body === undefined || !scopes.includes(`body:${body}`)))
      return refuse('access.denied', { permission: readTrack.permission })
    const spanMs = fromIso(params.to) - fromIso(params.from)
    if (!(spanMs >= 0)) return refuse('positions.time-reversed')
    if (spanMs > LONGEST_MS) return refuse('positions.time-too-long', { hours: 24 })
    const rows = await listTrack(reader, { ...params, township }, MOST_POINTS + 1)
    return {
      ok: true,
      answer: { units: groupByUnit(rows.slice(0, MOST_POINTS)), complete: rows.length <= MOST_POINTS },
    }
  },
})

function groupByUnit(
  rows: readonly { readonly unit: UnitRef; readonly point: TrackPoint }[],
): { unit: UnitRef; points: TrackPoint[] }[] {
  const units = new Map<string, { unit: UnitRef; points: TrackPoint[] }>()
  for (const { unit, point } of rows) {
    const track = units.get(unit.id) ?? { unit, points: [] }
    track.points.push(point)
    units.set(unit.id, track)
  }
  return [...units.values()]
}
