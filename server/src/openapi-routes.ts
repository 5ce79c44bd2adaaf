import { CommandEnvelope } from '@one-centre/shared/contract'
import { FeedBatch, FeedPast, FeedSnapshot } from '@one-centre/shared/feed'
import { PhotoFacts } from '@one-centre/shared/photo-facts'
import { PositionAnswer, PositionBatch } from '@one-centre/shared/positions'
import { Type } from 'typebox'
import type { Operation } from './api-docs.ts'

const uuid = CommandEnvelope.properties.township
const json = (schema: object): object => ({ content: { 'application/json': { schema } } })
const answered = (description: string, schema: object = { type: 'object' }): object => ({
  '200': { description, ...json(schema) },
})

interface Route {
  readonly summary: string
  readonly description?: string
  readonly parameters?: readonly object[]
  readonly body?: object
  /** Of the body, where it is no JSON. */
  readonly mediaTypes?: readonly string[]
  readonly responses: object
}

const inPath = (name: string, description: string, schema: object = uuid): object => ({
  name,
  in: 'path',
  required: true,
  description,
  schema,
})
const inQuery = (name: string, description: string, schema: object, required = true): object => ({
  name,
  in: 'query',
  required,
  description,
  schema,
})

const township = inPath('township', 'The stream: an id of `streams` in GET /api/session')
const Instant = { type: 'string', format: 'date-time' }

const Welcome = Type.Object({
  actor: Type.Object({
    id: Type.String(),
    name: Type.String(),
    personId: Type.Union([uuid, Type.Null()]),
    county: uuid,
    posts: Type.Array(Type.Object({ role: Type.String(), township: uuid, organisationId: uuid })),
  }),
  streams: Type.Array(
    Type.Object({ township: uuid, name: Type.String(), scopes: Type.Array(Type.String()) }),
  ),
  county: uuid,
  mustChangePassword: Type.Boolean(),
  demo: Type.Boolean(),
})

/** Beside commands and queries: method and path → what it is. `tests/contract/openapi.test.ts` holds it against the access table. */
const routes: Readonly<Record<string, Route>> = {
  'GET /api/session': {
    summary: 'Who I am, and the ids of the townships I may name',
    description:
      'Every `township` of this API is one of `streams[].township`; `county` is the county’s own stream.',
    responses: answered('Signed in', Welcome),
  },
  'POST /api/session': {
    summary: 'Sign in with name and password; the answer sets the cookie `sid`',
    body: Type.Object({ signInName: Type.String(), password: Type.String() }),
    responses: answered('Signed in', Welcome),
  },
  'DELETE /api/session': { summary: 'Sign out', responses: answered('Signed out') },
  'POST /api/session/token': {
    summary: 'Change a wall’s token for a cookie; other systems send theirs with each request as Bearer',
    body: Type.Object({ token: Type.String() }),
    responses: answered('Signed in', Welcome),
  },
  'POST /api/session/password': {
    summary: 'Choose a password of one’s own',
    body: Type.Object({ current: Type.String(), next: Type.String() }),
    responses: answered('Signed in anew', Welcome),
  },
  'POST /api/commands': {
    summary: 'Up to 500 commands at once, each with its own answer, in their order',
    body: Type.Array(Type.Object({ name: Type.String(), ...CommandEnvelope.properties }), { maxItems: 500 }),
    responses: answered('One answer each: `{ok: true, …}` or a refusal', Type.Array(Type.Object({}))),
  },
  'GET /api/feed/{township}/snapshot': {
    summary: 'All I may see of a stream, as of one place in it',
    parameters: [township],
    responses: answered('Entities by kind', FeedSnapshot),
  },
  'GET /api/feed/{township}/changes': {
    summary: 'What happened in a stream after a place in it',
    parameters: [
      township,
      inQuery(
        'from',
        'The `seq` of the snapshot, or the `to` of the last batch',
        Type.Integer({ minimum: 0 }),
      ),
      inQuery('epoch', 'The `epoch` it came with', Type.String()),
    ],
    responses: answered(
      'A batch, or `snapshotNeeded`',
      Type.Union([FeedBatch, Type.Object({ snapshotNeeded: Type.Literal(true) })]),
    ),
  },
  'GET /api/feed/{township}/past': {
    summary: 'A stream as it was at an instant',
    parameters: [township, inQuery('at', 'An instant that is over', Instant)],
    responses: answered('Entities by kind', FeedSnapshot),
  },
  'GET /api/feed/{township}/past/changes': {
    summary: 'What happened in a stream up to an instant that is over',
    parameters: [
      township,
      inQuery('from', 'A place in the stream', Type.Integer({ minimum: 0 })),
      inQuery('until', 'An instant that is over', Instant),
    ],
    responses: answered('A page of it', FeedPast),
  },
  'GET /api/cameras/health': {
    summary: 'How the streams stand that somebody watches on this server',
    responses: answered(
      'Streams of cameras the asker may read',
      Type.Object({ ok: Type.Literal(true), streams: Type.Array(Type.Object({})) }),
    ),
  },
  'POST /api/cameras/{cameraId}/whep': {
    summary: 'WHEP: an SDP offer in, an SDP answer out',
    description:
      'The header `x-camera-token` carries the token that `cameras.play` answered, valid for 60 s.',
    parameters: [
      inPath('cameraId', 'The camera'),
      {
        name: 'x-camera-token',
        in: 'header',
        required: true,
        description: 'Of `cameras.play`',
        schema: { type: 'string' },
      },
    ],
    mediaTypes: ['application/sdp'],
    responses: {
      '201': {
        description: 'The answer; `location` is where it ends',
        content: { 'application/sdp': { schema: { type: 'string' } } },
      },
    },
  },
  'DELETE /api/cameras/whep/{viewingId}': {
    summary: 'End a look at a camera',
    parameters: [inPath('viewingId', 'The row of the viewing register')],
    responses: answered('Ended'),
  },
  'POST /api/cameras/whep/{viewingId}/end': {
    summary: 'The same for a page that is being closed and can only send a beacon',
    parameters: [inPath('viewingId', 'The row of the viewing register')],
    responses: answered('Ended'),
  },
  'POST /api/files': {
    summary: 'Hand in a picture of at most 12 MB; its SHA-256 is its id in commands',
    parameters: [
      inQuery('township', 'For which township', uuid),
      inQuery(
        'facts',
        `What is known of the picture, as JSON: ${Object.keys(PhotoFacts.properties).join(', ')}`,
        Type.String(),
        false,
      ),
    ],
    mediaTypes: ['image/jpeg', 'image/png', 'image/webp'],
    responses: answered('Stored', Type.Object({ ok: Type.Literal(true), sha256: Type.String() })),
  },
  'GET /api/files/{sha256}': {
    summary: 'A picture',
    parameters: [inPath('sha256', 'Its id', Type.String({ pattern: '^[0-9a-f]{64}$' }))],
    responses: { '200': { description: 'The picture, as it was handed in' } },
  },
  'POST /api/positions': {
    summary: 'Where units are; taken only during an accepted task or an emergency response',
    body: PositionBatch,
    responses: answered('What was taken', Type.Object({ ok: Type.Literal(true), answer: PositionAnswer })),
  },
  'GET /api/basemap': { summary: 'The drawn map, as GeoJSON', responses: answered('A FeatureCollection') },
  'GET /api/basemaps': {
    summary: 'The configured maps',
    responses: answered('A list', Type.Array(Type.Object({}))),
  },
  'GET /api/basemaps/files/{name}': {
    summary: 'A tile file of the data folder, in ranges',
    parameters: [inPath('name', 'Its name', Type.String())],
    responses: { '200': { description: 'The file' }, '206': { description: 'The range that was asked for' } },
  },
}

export function routeOperations(
  refusals: object,
): Readonly<Record<string, Readonly<Record<string, Operation>>>> {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const [door, route] of Object.entries(routes)) {
    const [method, path] = door.split(' ') as [string, string]
    const { summary, description = '', parameters, body, mediaTypes, responses } = route
    const content =
      body === undefined
        ? Object.fromEntries(
            (mediaTypes ?? []).map(type => [type, { schema: { type: 'string', format: 'binary' } }]),
          )
        : { 'application/json': { schema: body } }
    const operation = {
      operationId: door.replace(/[^A-Za-z0-9]+/g, '-'),
      tags: [path.split('/')[2]!],
      summary,
      description,
      ...(parameters === undefined ? {} : { parameters }),
      ...(Object.keys(content).length === 0 ? {} : { requestBody: { required: true, content } }),
      responses: { ...responses, ...refusals },
    } as unknown as Operation
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation }
  }
  return paths
}
