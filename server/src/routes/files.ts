import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { can, scopesOf } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import { PhotoFacts } from '@one-centre/shared/photo-facts'
import { isRefusal, refuse, type Refusal } from '@one-centre/shared/refusals'
import type { FastifyInstance } from 'fastify'
import type { Identities } from '../identity.ts'
import { findMediaType, insertFile } from '../kernel/files.ts'
import { enterScope, sqlOf } from '../kernel/sql.ts'
import type { Clock } from '../platform/clock.ts'
import { parserOf } from '../kernel/parse.ts'
import type { Database } from '../platform/database.ts'
import { knownFirst, reply, signedIn } from './context.ts'

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
  /** The county and its townships. */
  readonly townships: () => readonly Id<'organisation'>[]
}

interface Upload {
  readonly Querystring: {
    readonly township?: string | string[]
    /** `PhotoFacts` as JSON. */
    readonly facts?: string
  }
}

const SHA256 = /^[0-9a-f]{64}$/

/** Photos by their content: the same bytes are one file, named by their SHA-256, with a row for each township that has it. */
export function fileRoutes(app: FastifyInstance, options: FileRoutes): void {
  // A scope of their own: no other route reads a picture into memory.
  void app.register((scope, _none, done) => {
    scope.addContentTypeParser(
      Object.keys(signatures),
      { parseAs: 'buffer', bodyLimit: LARGEST_BYTES },
      (_request, body, read) => {
        read(null, body)
      },
    )
    takeFiles(scope, options)
    done()
  })
  giveFiles(app, options)
}

function takeFiles(app: FastifyInstance, options: FileRoutes): void {
  const { database, identities, clock, folder, townships } = options
  const parseFacts = parserOf(PhotoFacts)
  const factsOf = (given: string | undefined): PhotoFacts | null | Refusal => {
    if (given === undefined) return null
    const parsed = parseFacts(readJson(given))
    return isRefusal(parsed) ? parsed : parsed.value
  }
  const limits = { bodyLimit: LARGEST_BYTES, onRequest: knownFirst(identities) }
  app.post<Upload>('/api/files', limits, (request, response) =>
    signedIn(identities, request, response, async ({ actor }) => {
      const township = townships().find(id => id === request.query.township)
      if (township === undefined || scopesOf(actor, township).length === 0)
        return reply(
          response,
          refuse('entity.unknown', { kind: 'township', id: String(request.query.township) }),
        )
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
      await database.transaction(async transaction => {
        const sql = sqlOf(transaction)
        await enterScope(sql, township, [township])
        await insertFile(sql, {
          sha256,
          township,
          mediaType,
          size: bytes.length,
          storedAt: clock.iso(),
          storedBy: actor.id,
          facts,
        })
      })
      return response.send({ ok: true, sha256 })
    }),
  )
}

function giveFiles(app: FastifyInstance, { database, identities, folder, townships }: FileRoutes): void {
  app.get<{ Params: { sha256: string } }>('/api/files/:sha256', (request, response) =>
    signedIn(identities, request, response, async ({ actor }) => {
      const { sha256 } = request.params
      const unknown = refuse('entity.unknown', { kind: 'file', id: sha256 })
      const readable = townships().filter(township => can(actor, 'incidents.read', township))
      const [own] = readable
      if (own === undefined || !SHA256.test(sha256)) return reply(response, unknown)
      const mediaType = await database.transaction(async transaction => {
        const sql = sqlOf(transaction)
        await enterScope(sql, own, readable)
        return findMediaType(sql, sha256, readable)
      })
      if (mediaType === undefined) return reply(response, unknown)
      return response
        .type(mediaType)
        .header('cache-control', 'private, max-age=31536000, immutable')
        .send(createReadStream(pathOf(folder, sha256)))
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
  try {
    const handle = await open(beside, 'wx')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(beside, path)
  } catch (error) {
    // A full disk: nothing half is left.
    await rm(beside, { force: true })
    throw error
  }
}
