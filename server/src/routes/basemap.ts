import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { basemapOf } from '../demo/basemap.ts'
import { generateCounty } from '../demo/county.ts'
import type { Identities } from '../identity.ts'
import { signedIn } from './context.ts'

export interface BasemapRoutes {
  readonly identities: Identities
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
}
