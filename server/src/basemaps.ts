import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { BasemapList, type ConfiguredBasemap } from '@one-centre/shared/basemaps'
import { ConfigError } from './config.ts'
import { parserOf } from './kernel/parse.ts'

export interface Basemaps {
  /** As browsers are told: a PMTiles file of ours has become an address of ours. */
  readonly list: readonly ConfiguredBasemap[]
  /** Where pictures come from, and where tile files are read from; nothing else may be asked by a page. */
  readonly imageOrigins: readonly string[]
  readonly connectOrigins: readonly string[]
  /** PMTiles files served here, by name. */
  readonly files: ReadonlyMap<string, string>
}

export const noBasemaps: Basemaps = { list: [], imageOrigins: [], connectOrigins: [], files: new Map() }

const parse = parserOf(BasemapList)

/**
 * Reads the setting file `basemaps.json`; `given` is the path somebody named, null looks into the data folder, where
 * it may be absent. Throws a ConfigError that names the wrong entry and its mend.
 */
export function readBasemaps(dataDir: string, given: string | null): Basemaps {
  const path = given ?? join(dataDir, 'basemaps.json')
  if (!existsSync(path)) {
    if (given === null) return noBasemaps
    throw new ConfigError(
      `BASEMAPS names ${given}, which does not exist: name the JSON file, or leave it out.`,
    )
  }
  const parsed = parse(jsonOf(path))
  if (!parsed.ok) throw new ConfigError(`${path}: ${JSON.stringify(parsed.detail)}. See docs/running.md.`)
  const images = new Set<string>()
  const connects = new Set<string>()
  const files = new Map<string, string>()
  const list = parsed.value.map(basemap => ({
    ...basemap,
    layers: basemap.layers.map(layer => {
      if (layer.kind !== 'pmtiles') {
        images.add(originOf(path, basemap.id, layer.url))
        return layer
      }
      if (/^https?:/.test(layer.url)) {
        connects.add(originOf(path, basemap.id, layer.url))
        return layer
      }
      files.set(layer.url, fileIn(dataDir, path, basemap.id, layer.url))
      return { ...layer, url: `/api/basemaps/files/${encodeURIComponent(layer.url)}` }
    }),
  }))
  return { list, imageOrigins: [...images], connectOrigins: [...connects], files }
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown
  } catch (error) {
    throw new ConfigError(`${path} is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** One exact origin: a pattern over hosts would open the page to more than was meant. */
function originOf(path: string, id: string, url: string): string {
  const parsed = URL.parse(url)
  const plain = parsed !== null && ['http:', 'https:'].includes(parsed.protocol)
  if (!plain || /[{*]/.test(parsed.host) || url.includes('{s}')) {
    throw new ConfigError(
      `${path}: "${id}" has the address "${url}": write https:// and one host, without {s}.`,
    )
  }
  return parsed.origin
}

function fileIn(dataDir: string, path: string, id: string, name: string): string {
  const file = join(dataDir, name)
  if (basename(name) !== name || !existsSync(file) || !statSync(file).isFile()) {
    throw new ConfigError(
      `${path}: "${id}" wants the file "${name}": put it into ${dataDir}, by its bare name.`,
    )
  }
  return file
}
