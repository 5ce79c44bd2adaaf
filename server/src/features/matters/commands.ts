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
import { matterCells, matterTemplate, planMatters, type MatterPlan } from './table.ts'

interface Place {
  readonly reference: Reference
  readonly township: Id<'organisation'>
  readonly county: Id<'organisation'>
}

/** MA-2: a township's matter names its own and the county's bodies, a county's matter those of every township too. */
function bodiesNameable({ reference, township, county }: Place): readonly Organisation[] {
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
    const named = bodiesNameable({ reference, township, county })
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

function planOf(table: DecodedTable, matters: readonly Matter[], place: Place): MatterPlan {
  if ('fault' in table)
    return { added: [], changed: [], unchanged: 0, errors: [fileError(table.fault, table.expected)] }
  return planMatters(table.cells, {
    township: place.township,
    matters,
    bodies: bodiesNameable(place),
    idOf: code => derivedId('matter', place.township, code),
  })
}

const importTable = handleCommand({
  contract: importMatters,
  touches: (_params, { township }) => [{ kind: matterKind, field: 'township', value: township }],
  gather: context => decodeTable(context.params),
  decide: (context, table: DecodedTable) => {
    const plan = planOf(table, context.entities.where(matterKind, 'township', context.township), context)
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
  answer: async context => {
    const table = await decodeTable(context.params)
    const plan = planOf(table, ownMatters(context.reference, context.township), context)
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
  answer: async context => {
    const { params, reference, township } = context
    const rows =
      params.content === 'rows' ? ownMatters(reference, township).filter(matter => !matter.retired) : []
    const cells =
      params.content === 'template'
        ? matterTemplate(township)
        : matterCells(rows, bodiesNameable(context), township)
    const file = await encodeTable('事项', params.format, cells)
    return { ok: true, answer: file }
  },
})

export const matterCommands = [save, retire, importTable]
export const matterQueries = [checkTable, exportTable]
