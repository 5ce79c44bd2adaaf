import { checkGrids, type GridCheck } from '@one-centre/shared/grid-check'
import { derivedId, type Id } from '@one-centre/shared/ids'
import {
  checkGridImport,
  importGrids,
  locate,
  type Grid,
  type Organisation,
} from '@one-centre/shared/organisations'
import { refuse } from '@one-centre/shared/refusals'
import type { Iso } from '@one-centre/shared/time'
import { accept, changed, handleCommand, handleQuery, type Reference } from '../../kernel/handler.ts'
import { gridKind, organisationKind } from './kinds.ts'
import { gridsAt, nearestGrid } from './places.ts'
import { civilDate, planGrids, type GridPlan } from './rules.ts'

/** Findings told in a refusal; the dry run tells all. */
const TOLD = 20

const gridId = (township: Id<'organisation'>, code: string): Id<'grid'> => derivedId('grid', township, code)

/** A code of the township comes before the same one of the county. */
function latestByCode<Item extends { readonly code: string; readonly township: string }>(
  items: readonly Item[],
  township: Id<'organisation'>,
): readonly Item[] {
  const byCode = new Map(items.map(item => [item.code, item]))
  for (const item of items) if (item.township === township) byCode.set(item.code, item)
  return [...byCode.values()]
}

interface Surroundings {
  readonly township: Id<'organisation'>
  readonly now: Iso
  readonly grids: readonly Grid[]
  readonly bodies: readonly Organisation[]
}

function checkFile(collection: unknown, around: Surroundings): { check: GridCheck; plan: GridPlan } {
  const known = latestByCode(around.grids, around.township)
  const bodies = latestByCode(
    around.bodies.filter(body => !body.retired),
    around.township,
  )
  const codes = new Map(known.map(grid => [grid.id as string, grid.code]))
  const check = checkGrids(collection, {
    known: known.map(grid => ({
      code: grid.code,
      level: grid.level,
      polygon: grid.polygon,
      parentCode: grid.parentId === null ? null : (codes.get(grid.parentId) ?? null),
    })),
    organisationCodes: new Set(bodies.map(body => body.code)),
  })
  const plan = planGrids(check.drafts, {
    township: around.township,
    known: around.grids,
    organisationIds: new Map(bodies.map(body => [body.code, body.id])),
    idOf: code => gridId(around.township, code),
    today: civilDate(around.now),
  })
  return { check, plan }
}

const inReference = (
  reference: Reference,
  township: Id<'organisation'>,
): Pick<Surroundings, 'grids' | 'bodies'> => ({
  grids: reference.list(gridKind, township),
  bodies: reference.list(organisationKind, township),
})

const checkImport = handleQuery({
  contract: checkGridImport,
  answer: ({ params, reference, township, now }) => {
    const { check, plan } = checkFile(params.collection, {
      township,
      now,
      ...inReference(reference, township),
    })
    return Promise.resolve({
      ok: true,
      answer: {
        added: plan.added.length,
        changed: plan.changed.length,
        unchanged: plan.unchanged,
        findings: [...check.findings],
      },
    })
  },
})

const importFile = handleCommand({
  contract: importGrids,
  touches: (_params, { township }) => [{ kind: gridKind, field: 'township', value: township }],
  decide: ({ params, entities, reference, township, now }) => {
    const around = inReference(reference, township)
    const own = entities.where(gridKind, 'township', township)
    const grids = [...around.grids.filter(grid => grid.township !== township), ...own]
    const { check, plan } = checkFile(params.collection, { township, now, grids, bodies: around.bodies })
    const errors = check.findings.filter(found => found.severity === 'error')
    if (errors.length > 0)
      return refuse('grids.import-has-errors', {
        errors: errors.length,
        findings: errors
          .slice(0, TOLD)
          .map(({ code, feature, gridCode, other }) => ({ code, feature, gridCode, other })),
      })
    return accept(
      [
        ...plan.added.map(grid => changed(gridKind, 'grid.added', grid)),
        ...plan.changed.map(grid => changed(gridKind, 'grid.changed', grid)),
      ],
      { added: plan.added.length, changed: plan.changed.length, unchanged: plan.unchanged },
    )
  },
})

const locatePoint = handleQuery({
  contract: locate,
  answer: ({ params, reference }) => {
    const { grids, tie } = gridsAt(reference, params.position)
    const near = grids.length > 0 ? undefined : nearestGrid(reference, params.position)
    const nearest = near === undefined ? null : { gridId: near.grid.id, metres: Math.round(near.metres) }
    return Promise.resolve({ ok: true, answer: { gridIds: grids.map(grid => grid.id), tie, nearest } })
  },
})

export const gridCommands = [importFile]
export const gridQueries = [checkImport, locatePoint]
