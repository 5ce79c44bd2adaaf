import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { can } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import { PhotoFacts } from '@one-centre/shared/photo-facts'
import { isRefusal, refuse, type Refusal } from '@one-centre/shared/refusals'
import type { FastifyInstance } from 'fastify'
import type { Identities } from '../identity.ts'
import type { Clock } from '../platform/clock.ts'
import { parserOf } from '../kernel/parse.ts'
import type { Database } from '../platform/database.ts'
import { reply, signedIn } from './context.ts'

/** Phone cameras stay below this; the phone shrinks what is larger. */
const LARGEST_BYTES = 12 * 1_048_576

/** The first bytes that make a picture what it says it is. */
const signatures: Readonly<Record<string, (bytes: Buffer) => boolean>> = {
  'image/jpeg': bytes => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  'image/png': bytes =>
    bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
  'image/webp': bytes =>
    bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
}

export interface FileRoutes {
  readonly database: Database
  readonly identities: Identities
  readonly clock: Clock
  readonly folder: string
}

interface Upload {
  readonly Querystring: {
    readonly township?: string
    /** `PhotoFacts` as JSON. */
    readonly facts?: string
  }
}

/** Photos by their content: the same bytes are one file, named by their SHA-256. */
export function fileRoutes(app: FastifyInstance, { database, identities, clock, folder }: FileRoutes): void {
  const parseFacts = parserOf(PhotoFacts)
  const factsOf = (given: string | undefined): PhotoFacts | null | Refusal => {
    if (given === undefined) return null
    const parsed = parseFacts(readJson(given))
    return isRefusal(parsed) ? parsed : parsed.value
  }
  app.addContentTypeParser(
    Object.keys(signatures),
    { parseAs: 'buffer', bodyLimit: LARGEST_BYTES },
    (_request, body, done) => {
      done(null, body)
    },
  )

  app.post<Upload>('/api/files', { bodyLimit: LARGEST_BYTES }, (request, response) =>
    signedIn(identities, request, response, async ({ actor }) => {
      const township = (request.query.township ?? '') as Id<'organisation'>
      if (!can(actor, 'reports.submit', township))
        return reply(response, refuse('access.denied', { permission: 'reports.submit' }))
      const mediaType = request.headers['content-type'] ?? ''
      const bytes = request.body
      if (!Buffer.isBuffer(bytes) || signatures[mediaType]?.(bytes) !== true) {
        return reply(
          response,
          refuse('input.invalid', { field: 'body', problem: 'a JPEG, PNG or WebP picture' }),
        )
      }
      const facts = factsOf(request.query.facts)
      if (facts !== null && isRefusal(facts)) return reply(response, facts)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      await keep(folder, sha256, bytes)
      await database.query(
        `insert into files (sha256, township, media_type, size, stored_at, stored_by, facts)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
        [sha256, township, mediaType, bytes.length, clock.iso(), actor.id, facts],
      )
      return response.send({ ok: true, sha256 })
    }),
  )

  app.get<{ Params: { sha256: string } }>('/api/files/:sha256', (request, response) =>
    signedIn(identities, request, response, async ({ actor }) => {
      const found = await database.query<{ township: Id<'organisation'>; media_type: string }>(
        'select township, media_type from files where sha256 = $1',
        [request.params.sha256],
      )
      const file = found.rows[0]
      if (file === undefined || !can(actor, 'incidents.read', file.township)) {
        return reply(response, refuse('entity.unknown', { kind: 'file', id: request.params.sha256 }))
      }
      return response
        .type(file.media_type)
        .header('cache-control', 'private, max-age=31536000, immutable')
        .send(createReadStream(pathOf(folder, request.params.sha256)))
    }),
  )
}

/** What is no JSON is no facts either, and is refused as such. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

export function pathOf(folder: string, sha256: string): string {
  return join(folder, sha256.slice(0, 2), sha256)
}

/** Written beside and renamed, so that a name never stands for half a file. */
async function keep(folder: string, sha256: string, bytes: Buffer): Promise<void> {
  const path = pathOf(folder, sha256)
  const there = await stat(path).then(
    found => found.size === bytes.length,
    () => false,
  )
  if (there) return
  await mkdir(join(folder, sha256.slice(0, 2)), { recursive: true })
  const beside = `${path}.${randomUUID()}`
  const handle = await open(beside, 'wx')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(beside, path)
}
