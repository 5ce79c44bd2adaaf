import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** Where the real data sets lie beside the checkout; undefined where there are none. */
function sharedDirectory(): string | undefined {
  const root = resolve(import.meta.dirname, '../..')
  const places = [process.env['SHARED_DIR'], resolve(root, '../shared'), resolve(root, '../../shared')]
  return places.find(place => place !== undefined && existsSync(resolve(place, 'data')))
}

/** The path of a real data set, `data/cn_places/…`; undefined where it is absent, so that its test skips by name. */
export function sharedFile(path: string): string | undefined {
  const directory = sharedDirectory()
  const file = directory === undefined ? undefined : resolve(directory, path)
  return file !== undefined && existsSync(file) ? file : undefined
}

export function readSharedJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}
