import { CommandEnvelope } from '@one-centre/shared/contract'
import type { TSchema } from 'typebox'
import type { ApiDocument } from './api-docs.ts'
import type { Slice } from './kernel/handler.ts'
import { SUBMIT_EXAMPLE } from './openapi-example.ts'
import { routeOperations } from './openapi-routes.ts'

const envelope = (params: TSchema): object => ({
  ...CommandEnvelope,
  properties: { ...CommandEnvelope.properties, params },
})

const queryEnvelope = (params: TSchema): object => ({
  type: 'object',
  additionalProperties: false,
  required: ['township', 'params'],
  properties: { township: CommandEnvelope.properties.township, params },
})

const json = (schema: object, example?: object): object => ({
  content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } },
})

/** Where a newcomer begins; `api-docs.ts` says the same to people. */
const FIRST_STEPS = `Send an access token (page 接入令牌) as \`Authorization: Bearer …\`. \`GET /api/session\` tells the townships you may name
(\`streams[].township\`). A command carries a \`commandId\` that you make (a UUID; the same one again gives the first answer), and so do the
ids of what it creates: \`reports.submit\` opens the incident under the \`incidentId\` you send. \`reports.progress\` tells how far your own
reports are.`

/** A whole request, for the command an integration begins with. */
const EXAMPLES: Readonly<Record<string, object>> = {
  'reports.submit': SUBMIT_EXAMPLE,
}

const refused = (description: string): object => ({
  description,
  ...json({ $ref: '#/components/schemas/Refusal' }),
})

const refusals = {
  '400': refused('A field is wrong; `detail.field` names it'),
  '401': refused('Not signed in'),
  '403': refused('Not allowed'),
  '404': refused('Unknown, or not yours to see'),
  '409': refused('Somebody was faster'),
  '422': refused('A rule forbids it'),
  '429': refused('Too many requests'),
  '503': refused('Not now; `Retry-After` says when'),
}

/** The HTTP API as an OpenAPI 3.1 document, made from the contracts that also check the input. */
export function openApiOf(slices: readonly Slice[]): ApiDocument {
  const commands = slices
    .flatMap(slice => slice.commands)
    .map(({ contract }) => [
      `/api/commands/${contract.name}`,
      {
        post: {
          operationId: contract.name,
          tags: ['commands'],
          summary: contract.summary,
          description: `Permission: ${contract.permission}`,
          requestBody: { required: true, ...json(envelope(contract.params), EXAMPLES[contract.name]) },
          responses: {
            '200': {
              description: 'Done; `seq` is its place in the township’s stream',
              ...json({
                type: 'object',
                required: ['ok', 'seq', 'answer'],
                properties: { ok: { const: true }, seq: { type: 'integer' }, answer: contract.answer },
              }),
            },
            ...refusals,
          },
        },
      },
    ])
  const queries = slices
    .flatMap(slice => slice.queries)
    .map(({ contract }) => [
      `/api/queries/${contract.name}`,
      {
        post: {
          operationId: contract.name,
          tags: ['queries'],
          summary: contract.summary,
          description: `Permission: ${contract.permission}`,
          requestBody: { required: true, ...json(queryEnvelope(contract.params)) },
          responses: {
            '200': {
              description: 'The answer',
              ...json({
                type: 'object',
                required: ['ok', 'answer'],
                properties: { ok: { const: true }, answer: contract.answer },
              }),
            },
            ...refusals,
          },
        },
      },
    ])
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'One Centre 一中心',
      version: '0.1.0',
      description: FIRST_STEPS,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    components: {
      schemas: {
        Refusal: {
          type: 'object',
          required: ['ok', 'code', 'detail'],
          properties: { ok: { const: false }, code: { type: 'string' }, detail: { type: 'object' } },
        },
      },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'sid' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
    security: [{ session: [] }, { token: [] }],
    paths: {
      ...routeOperations(refusals),
      ...(Object.fromEntries([...commands, ...queries]) as ApiDocument['paths']),
    },
  }
  return document
}
