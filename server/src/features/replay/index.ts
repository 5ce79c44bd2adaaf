import { can } from '@one-centre/shared/access'
import type { Unit, UnitRef } from '@one-centre/shared/positions'
import { unitStates } from '@one-centre/shared/positions'
import { refuse } from '@one-centre/shared/refusals'
import { replayMoment, replayPositions, replayTimeline } from '@one-centre/shared/replay'
import { handleQuery, type Reference, type Slice } from '../../kernel/handler.ts'
import { incidentKind, noteKind, reportKind } from '../incidents/index.ts'
import { responseKind } from '../organisations/index.ts'
import { personKind, teamKind } from '../people/index.ts'
import { unitOfPerson, unitOfTeam } from '../positions/index.ts'
import { taskKind } from '../tasks/index.ts'
import { report, review } from './review.ts'
import { LONGEST_POSITIONS_MS, refuseSpan, unitsOf } from './rules.ts'
import { countChanges, firstChange, listGrave, listPastPoints, nearestChange, nearestGrave } from './store.ts'

const MOST_GRAVE = 500
/** 300 units at one point each 10 s for an hour, with room. */
const MOST_POINTS = 120_000
/** What a step goes to; a clock that starts or a notice that is read changes nothing on the screen by itself. */
const steps = [incidentKind, noteKind, reportKind, taskKind, responseKind].map(kind => kind.name)

const timeline = handleQuery({
  contract: replayTimeline,
  answer: async ({ reader, township, params }) => {
    const refusal = refuseSpan(params.from, params.to, Number.POSITIVE_INFINITY)
    if (refusal !== undefined) return refusal
    const span = { township, from: params.from, to: params.to }
    const begins = await firstChange(reader, township)
    const counts = await countChanges(reader, span, params.buckets)
    const grave = await listGrave(reader, span, MOST_GRAVE)
    return { ok: true, answer: { begins, counts: [...counts], grave: [...grave] } }
  },
})

const moment = handleQuery({
  contract: replayMoment,
  answer: async ({ reader, township, params: { at, of, direction } }) => {
    const from = { township, at, direction }
    const found = of === 'grave' ? await nearestGrave(reader, from) : await nearestChange(reader, from, steps)
    return { ok: true, answer: { at: found } }
  },
})

function unitIn(reference: Reference): (ref: UnitRef) => Unit | undefined {
  const findTeam = (id: string) => reference.find(teamKind, id)
  return ({ kind, id }) => {
    if (kind === 'team') {
      const team = findTeam(id)
      return team === undefined ? undefined : unitOfTeam(team)
    }
    const person = reference.find(personKind, id)
    return person === undefined ? undefined : unitOfPerson(person, findTeam)
  }
}

/** Where everybody was is a track of everybody: asked by who may see positions, and on record (PO-42). */
const positions = handleQuery({
  contract: replayPositions,
  recorded: true,
  answer: async ({ actor, reader, reference, township, params: { from, to, everySeconds } }) => {
    if (!can(actor, 'positions.read', township))
      return refuse('access.denied', { permission: 'positions.read' })
    const refusal = refuseSpan(from, to, LONGEST_POSITIONS_MS)
    if (refusal !== undefined) return refusal
    const rows = await listPastPoints(reader, { township, from, to }, everySeconds, MOST_POINTS + 1)
    const units = unitsOf(rows.slice(0, MOST_POINTS), from, unitIn(reference))
    return { ok: true, answer: { units, states: [...unitStates], complete: rows.length <= MOST_POINTS } }
  },
})

/** Looking back: it stands above everything, reads the journal and changes nothing. */
export const replaySlice: Slice = {
  name: 'replay',
  kinds: [],
  commands: [],
  queries: [timeline, moment, positions, review, report],
  reactions: [],
}
