import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { newId } from '@one-centre/shared/ids'
import type { GridFinding } from '@one-centre/shared/organisations'
import type { Session } from './api.ts'
import { ReplayError, type Mapping } from './mapping.ts'
import type { Reject } from './rejects.ts'
import { fillIn } from './template.ts'

export interface GridTally {
  /** Features in: as many as stored and rejected together. */
  readonly read: number
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly rejects: readonly Reject[]
}

interface Feature {
  readonly line: number
  readonly code: string
  readonly feature: object
}

/**
 * Imports a file of areas by the same dry run and command as the screens. A feature that keeps the import from being
 * saved is left out, one after the other, until the rest is sound (R-9).
 */
export async function importGridFile(admin: Session, file: string, mapping: Mapping): Promise<GridTally> {
  const { county } = admin.me
  const all = readFeatures(file, mapping)
  let kept = all
  const rejects: Reject[] = []
  for (;;) {
    const params = { collection: { type: 'FeatureCollection', features: kept.map(one => one.feature) } }
    const error = await firstError(admin, params)
    const bad = error === undefined ? undefined : kept[error.feature]
    if (error === undefined || bad === undefined) {
      if (error !== undefined) throw new ReplayError(`${file}: ${wordsOf(error)}`)
      const answer = await admin.post('/api/commands/grids.import', {
        commandId: newId(),
        township: county,
        params,
      })
      const counts = (answer as { readonly answer: Omit<GridTally, 'read' | 'rejects'> }).answer
      return { read: all.length, ...counts, rejects }
    }
    const { line, code } = bad
    rejects.push({ file: basename(file), line, number: code, reason: wordsOf(error), cells: [] })
    kept = kept.filter(one => one !== bad)
    if (kept.length === 0)
      throw new ReplayError(`${file}: no feature can be read, the last: ${wordsOf(error)}`)
  }
}

async function firstError(admin: Session, params: object): Promise<GridFinding | undefined> {
  const answer = (await admin.post('/api/queries/grids.check-import', {
    township: admin.me.county,
    params,
  })) as { readonly answer: { readonly findings: readonly GridFinding[] } }
  return answer.answer.findings.find(found => found.severity === 'error')
}

function wordsOf({ code, other, area }: GridFinding): string {
  return `${code}${other === '' ? '' : ` with or at ${other}`}${area === 0 ? '' : `, ${area} m²`}`
}

/** The features of a GeoJSON file under the names that grids.import reads. */
function readFeatures(file: string, { grids }: Mapping): readonly Feature[] {
  if (grids === null) throw new ReplayError('the mapping does not say how to read a file of grids')
  let collection: { readonly features?: unknown }
  try {
    collection = JSON.parse(readFileSync(file, 'utf8')) as typeof collection
  } catch (error) {
    throw new ReplayError(`${file} cannot be read: ${(error as Error).message}`)
  }
  if (!Array.isArray(collection.features)) throw new ReplayError(`${file} is no GeoJSON FeatureCollection`)
  const features = collection.features as readonly {
    readonly properties?: Readonly<Record<string, unknown>> | null
    readonly geometry?: unknown
  }[]
  return features.map(({ properties, geometry }, index) => {
    const cell = (name: string): string => {
      const value = properties?.[name]
      return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
    }
    const code = fillIn(grids.code, cell)
    const words = { code, name: fillIn(grids.name, cell), level: grids.level }
    return { line: index + 1, code, feature: { type: 'Feature', properties: words, geometry } }
  })
}
