import type { Id } from '@one-centre/shared/ids'
import { refuse, type Refusal } from '@one-centre/shared/refusals'
import {
  declareResponse,
  endResponse,
  setResponseLevel,
  type EmergencyResponse,
} from '@one-centre/shared/responses'
import { accept, changed, handleCommand, type CommandContext } from '../../kernel/handler.ts'
import { responseKind } from './kinds.ts'

/** G-20: who declares is on record, and nothing else runs in this township meanwhile. */
const declare = handleCommand({
  contract: declareResponse,
  touches: (params, { township }) => [
    { kind: responseKind, id: params.responseId, expect: 'new' },
    { kind: responseKind, field: 'township', value: township },
  ],
  decide: ({ params, entities, township, actor, now }) => {
    const running = entities.where(responseKind, 'township', township).find(one => one.endedAt === null)
    if (running !== undefined) {
      return refuse('responses.running', {
        responseId: running.id,
        hazard: running.hazard,
        level: running.level,
      })
    }
    const { responseId, ...said } = params
    const declared: EmergencyResponse = {
      id: responseId,
      township,
      version: 0,
      ...said,
      declaredAt: now,
      declaredBy: { id: actor.id, name: actor.name },
      endedAt: null,
      endedBy: null,
      endReason: '',
    }
    return accept([changed(responseKind, 'response.declared', declared)], { responseId })
  },
})

const setLevel = handleCommand({
  contract: setResponseLevel,
  touches: params => [{ kind: responseKind, id: params.responseId, expect: 'there' }],
  decide: context => {
    const { responseId, version, level, reason } = context.params
    const before = runningOf(context, responseId, version)
    if ('ok' in before) return before
    const after = { ...before, level, reason }
    return accept([changed(responseKind, 'response.level-set', after, { before: before.level })], {
      responseId,
    })
  },
})

const end = handleCommand({
  contract: endResponse,
  touches: params => [{ kind: responseKind, id: params.responseId, expect: 'there' }],
  decide: context => {
    const { responseId, version, reason } = context.params
    const before = runningOf(context, responseId, version)
    if ('ok' in before) return before
    const endedBy = { id: context.actor.id, name: context.actor.name }
    const after = { ...before, endedAt: context.now, endedBy, endReason: reason }
    return accept([changed(responseKind, 'response.ended', after)], { responseId })
  },
})

function runningOf(
  context: Omit<CommandContext<unknown>, 'params'>,
  responseId: Id<'response'>,
  version: number,
): EmergencyResponse | Refusal {
  const before = context.entities.get(responseKind, responseId)
  if (before.endedAt !== null) return refuse('responses.ended', { endedAt: before.endedAt })
  return before.version === version ? before : refuse('entity.changed', { kind: 'response', id: responseId })
}

export const responseCommands = [declare, setLevel, end]
