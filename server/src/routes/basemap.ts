import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { refuse } from '@one-centre/shared/refusals'
import type { FastifyInstance } from 'fastify'
import type { Basemaps } from '../basemaps.ts'
import { basemapOf } from '../demo/basemap.ts'
import { generateCounty } from '../demo/county.ts'
import type { Identities } from '../identity.ts'
import { reply, signedIn } from './context.ts'

export interface BasemapRoutes {
  readonly identities: Identities
  readonly basemaps: Basemaps
  readonly demo: boolean
  readonly demoSeed: number
  readonly dataDir: string
}

const NOTHING = JSON.stringify({ type: 'FeatureCollection', features: [] })

/**
 * The drawn map under everything. A real county keeps its own as `basemap.geojson` in the data folder
 * (kinds as in the handbook); without it the grids alone are drawn.
 */
export function basemapRoutes(app: FastifyInstance, options: BasemapRoutes): void {
  let drawn: Promise<string> | undefined
  const read = (): Promise<string> =>
    options.demo
      ? Promise.resolve(JSON.stringify(basemapOf(generateCounty(options.demoSeed))))
      : readFile(join(options.dataDir, 'basemap.geojson'), 'utf8').catch(() => NOTHING)

  app.get('/api/basemap', (request, response) =>
    signedIn(options.identities, request, response, async () =>
      response.type('application/geo+json').send(await (drawn ??= read())),
    ),
  )

  app.get('/api/basemaps', (request, response) =>
    signedIn(options.identities, request, response, async () => response.send(options.basemaps.list)),
  )
  app.get<{ Params: { name: string } }>('/api/basemaps/files/:name', (request, response) =>
    signedIn(options.identities, request, response, async () => {
      const file = options.basemaps.files.get(request.params.name)
      if (file === undefined) return reply(response, refuse('route.unknown', { method: request.method }))
      const { size, mtimeMs } = await stat(file)
      const range = rangeOf(request.headers.range, size)
      void response.header('accept-ranges', 'bytes').header('etag', `"${size}-${Math.round(mtimeMs)}"`)
      void response.type('application/octet-stream')
      if (range === 'all') return response.header('content-length', size).send(createReadStream(file))
      if (range === 'beyond') return response.code(416).header('content-range', `bytes */${size}`).send()
      const { start, end } = range
      return response
        .code(206)
        .header('content-range', `bytes ${start}-${end}/${size}`)
        .header('content-length', end - start + 1)
        .send(createReadStream(file, { start, end }))
    }),
  )
}

/** One range of RFC 9110 (`bytes=0-499`, `bytes=500-`); anything else is answered with the whole. Ends are included. */
export function rangeOf(
  header: string | undefined,
  size: number,
): 'all' | 'beyond' | { readonly start: number; readonly end: number } {
  const match = /^bytes=(\d+)-(\d*)$/.exec(header ?? '')
  if (match === null) return 'all'
  const start = Number(match[1])
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  return start > end ? 'beyond' : { start, end }
}
