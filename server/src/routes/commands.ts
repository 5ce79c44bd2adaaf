import { record } from '@one-centre/shared/contract'
import { isRefusal, refuse, type Outcome } from '@one-centre/shared/refusals'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Identities } from '../identity.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { parserOf } from '../kernel/parse.ts'
import { knownFirst, reply, signedIn } from './context.ts'

/** Bulk intake: at most this many commands a request, each with its own answer. */
const MOST_AT_ONCE = 500
const BULK_LIMIT_BYTES = 16 * 1_048_576

const Bulk = Type.Array(
  record({
    name: Type.String({ maxLength: 80 }),
    commandId: Type.Unknown(),
    township: Type.Unknown(),
    params: Type.Unknown(),
  }),
  { minItems: 1, maxItems: MOST_AT_ONCE },
)

export interface CommandRoutes {
  readonly kernel: Kernel
  readonly identities: Identities
  readonly counted: (name: string, outcome: Outcome<unknown>, milliseconds: number) => void
}

export function commandRoutes(app: FastifyInstance, { kernel, identities, counted }: CommandRoutes): void {
  const parseBulk = parserOf(Bulk)
  const large = { bodyLimit: BULK_LIMIT_BYTES, onRequest: knownFirst(identities) }

  app.post<{ Params: { name: string } }>('/api/commands/:name', large, (request, response) =>
    signedIn(identities, request, response, async ({ actor }) => {
      const started = performance.now()
      const outcome = await kernel.commands.run(actor, request.params.name, request.body)
      const milliseconds = performance.now() - started
      counted(request.params.name, outcome, milliseconds)
      logCommand(request.log, request.params.name, request.body, actor.id, outcome, milliseconds)
      return reply(response, outcome)
    }),
  )

  app.post('/api/commands', large, (request, response) =>
    signedIn(identities, request, response, async ({ actor }) => {
      const parsed = parseBulk(request.body)
      if (isRefusal(parsed)) return reply(response, parsed)
      const outcomes = await Promise.all(
        parsed.value.map(({ name, ...envelope }) =>
          kernel.commands.run(actor, name, envelope).catch((error: unknown) => {
            request.log.error({ err: error, command: name }, 'a command of a bulk failed')
            return refuse('server.fault', { requestId: request.id })
          }),
        ),
      )
      return response.send(outcomes)
    }),
  )

  app.post<{ Params: { name: string } }>('/api/queries/:name', large, (request, response) =>
    signedIn(identities, request, response, async ({ actor }) =>
      reply(response, await kernel.queries.run(actor, request.params.name, request.body)),
    ),
  )
}

/** An id as it was sent; what is none, however large, stays out of the log. */
function shortText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 36 ? value : undefined
}

/** One wide line a command; no personal data, no coordinates. */
function logCommand(
  log: { info: (fields: object, message: string) => void },
  command: string,
  body: unknown,
  actor: string,
  outcome: Outcome<unknown>,
  milliseconds: number,
): void {
  const envelope = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  log.info(
    {
      commandId: shortText(envelope['commandId']),
      command,
      actor,
      township: shortText(envelope['township']),
      ok: outcome.ok,
      code: outcome.ok ? undefined : outcome.code,
      seq: outcome.ok ? outcome.seq : undefined,
      ms: Math.round(milliseconds * 10) / 10,
    },
    'command',
  )
}
