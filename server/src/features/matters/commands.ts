import { derivedId, type Id } from '@one-centre/shared/ids'
import {
  checkMatterImport,
  exportMatters,
  importMatters,
  retireMatter,
  saveMatter,
  type Matter,
} from '@one-centre/shared/matters'
import type { Organisation } from '@one-centre/shared/organisations'
import { refuse } from '@one-centre/shared/refusals'
import { fileError, MAX_TABLE_ERRORS } from '@one-centre/shared/tables'
import { accept, changed, handleCommand, handleQuery, type Reference } from '../../kernel/handler.ts'
import { decodeTable, encodeTable, type DecodedTable } from '../../platform/tables.ts'
import { organisationKind, refuseTable } from '../organisations/index.ts'
import { matterKind } from './kinds.ts'
import { whyNotSave } from './rules.ts'
import { matterCells, planMatters, type MatterPlan } from './table.ts'

/** MA-2: a township's matter names its own and the county's bodies, a county's matter those of every township too. */
function bodiesNameable(
  reference: Reference,
  township: Id<'organisation'>,
  county: Id<'organisation'>,
): readonly Organisation[] {
  return township === county ? reference.all(organisationKind) : reference.list(organisationKind, township)
}

const save = handleCommand({
  contract: saveMatter,
  touches: params => [
    { kind: matterKind, id: params.matterId, expect: params.version === null ? 'new' : 'there' },
    { kind: matterKind, field: 'code', value: params.code },
  ],
  decide: ({ params, entities, reference, township, county }) => {
    const { matterId, version, ...fields } = params
    const before = entities.find(matterKind, matterId)
    if (before !== undefined && before.version !== version)
      return refuse('entity.changed', { kind: 'matter', id: matterId })
    if (before?.retired === true) return refuse('matters.retired', { name: before.name })
    const named = bodiesNameable(reference, township, county)
    const bodies = new Map(named.map(body => [body.id as string, body]))
    const same = entities.where(matterKind, 'code', fields.code)
    const refusal = whyNotSave(matterId, fields, before, same, bodies)
    if (refusal !== null) return refusal
    const after: Matter = { id: matterId, township, version: before?.version ?? 0, retired: false, ...fields }
    return accept([changed(matterKind, before === undefined ? 'matter.added' : 'matter.changed', after)], {
      matterId,
    })
  },
})

const retire = handleCommand({
  contract: retireMatter,
  touches: params => [{ kind: matterKind, id: params.matterId, expect: 'there' }],
  decide: ({ params, entities }) => {
    const { matterId, version } = params
    const before = entities.get(matterKind, matterId)
    if (before.version !== version) return refuse('entity.changed', { kind: 'matter', id: matterId })
    if (before.retired) return accept([], { matterId })
    return accept([changed(matterKind, 'matter.retired', { ...before, retired: true })], { matterId })
  },
})

function planOf(
  table: DecodedTable,
  township: Id<'organisation'>,
  matters: readonly Matter[],
  reference: Reference,
): MatterPlan {
  if ('fault' in table)
    return { added: [], changed: [], unchanged: 0, errors: [fileError(table.fault, table.expected)] }
  return planMatters(table.cells, {
    township,
    matters,
    bodies: reference.list(organisationKind, township),
    idOf: code => derivedId('matter', township, code),
  })
}

const importTable = handleCommand({
  contract: importMatters,
  touches: (_params, { township }) => [{ kind: matterKind, field: 'township', value: township }],
  gather: context => decodeTable(context.params),
  decide: ({ entities, reference, township }, table: DecodedTable) => {
    const plan = planOf(table, township, entities.where(matterKind, 'township', township), reference)
    if (plan.errors.length > 0) return refuseTable(plan.errors)
    return accept(
      [
        ...plan.added.map(matter => changed(matterKind, 'matter.added', matter)),
        ...plan.changed.map(matter => changed(matterKind, 'matter.changed', matter)),
      ],
      { added: plan.added.length, changed: plan.changed.length, unchanged: plan.unchanged },
    )
  },
})

function ownMatters(reference: Reference, township: Id<'organisation'>): readonly Matter[] {
  return reference
    .list(matterKind, township)
    .filter(matter => matter.township === township)
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

const checkTable = handleQuery({
  contract: checkMatterImport,
  answer: async ({ params, reference, township }) => {
    const table = await decodeTable(params)
    const plan = planOf(table, township, ownMatters(reference, township), reference)
    return {
      ok: true,
      answer: {
        added: plan.added.length,
        changed: plan.changed.length,
        unchanged: plan.unchanged,
        errors: plan.errors.slice(0, MAX_TABLE_ERRORS),
      },
    }
  },
})

const exportTable = handleQuery({
  contract: exportMatters,
  answer: async ({ params, reference, township }) => {
    const rows =
      params.content === 'rows' ? ownMatters(reference, township).filter(matter => !matter.retired) : []
    const cells = matterCells(rows, reference.list(organisationKind, township))
    const file = await encodeTable('事项', params.format, cells)
    return { ok: true, answer: file }
  },
})

export const matterCommands = [save, retire, importTable]
export const matterQueries = [checkTable, exportTable]
