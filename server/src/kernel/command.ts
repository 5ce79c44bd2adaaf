import { createHash } from 'node:crypto'
import { can, scopesOf, type Actor } from '@one-centre/shared/access'
import { CommandEnvelope } from '@one-centre/shared/contract'
import type { Id } from '@one-centre/shared/ids'
import { isRefusal, refuse, type Outcome } from '@one-centre/shared/refusals'
import type { TSchema } from 'typebox'
import type { Request } from './batch.ts'
import { filesNamedBy } from './files.ts'
import type { AnyCommandHandler } from './handler.ts'
import { below, parserOf, type Parser } from './parse.ts'

interface Entry {
  readonly handler: AnyCommandHandler
  readonly parse: Parser<TSchema>
  readonly files: (params: unknown) => readonly string[]
}

/** Where commands wait for their township's turn. */
export interface Lanes {
  submit(request: Request): Promise<Outcome<unknown>>
}

export interface CommandDesk {
  /** The one door: parse, permission, scope, then the township's lane. Every failure of the asker is a Refusal. */
  run(actor: Actor, name: string, envelope: unknown): Promise<Outcome<unknown>>
  readonly names: readonly string[]
}

export function commandDesk(
  handlers: readonly AnyCommandHandler[],
  lanes: Lanes,
  isTownship: (id: Id<'organisation'>) => boolean,
): CommandDesk {
  const entries = new Map<string, Entry>()
  for (const handler of handlers) {
    const { name } = handler.contract
    if (entries.has(name)) throw new Error(`two handlers for ${name}`)
    const { params } = handler.contract
    entries.set(name, { handler, parse: parserOf(params), files: filesNamedBy(params) })
  }
  const parseEnvelope = parserOf(CommandEnvelope)

  return {
    names: [...entries.keys()],
    run: async (actor, name, input) => {
      const entry = entries.get(name)
      if (entry === undefined) return refuse('command.unknown', { name })
      const envelope = parseEnvelope(input)
      if (isRefusal(envelope)) return envelope
      const { commandId, township, params } = envelope.value

      // A township out of sight is answered like one that does not exist.
      const inSight = isTownship(township) && scopesOf(actor, township).length > 0
      if (!inSight) return refuse('entity.unknown', { kind: 'township', id: township })
      const { permission } = entry.handler.contract
      if (!can(actor, permission, township)) return refuse('access.denied', { permission })

      const parsed = entry.parse(params)
      if (isRefusal(parsed)) return below('params', parsed)
      return lanes.submit({
        handler: entry.handler,
        actor,
        township,
        commandId,
        params: parsed.value,
        files: entry.files(parsed.value),
        fingerprint: fingerprintOf(name, township, params),
      })
    },
  }
}

function fingerprintOf(name: string, township: string, params: unknown): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([name, township, params]))
    .digest()
}
