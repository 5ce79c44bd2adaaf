import { derivedId, type Id } from '@one-centre/shared/ids'
import {
  checkOrganisationImport,
  exportOrganisations,
  importOrganisations,
  saveOrganisation,
  type Organisation,
} from '@one-centre/shared/organisations'
import { refuse } from '@one-centre/shared/refusals'
import { fileError, MAX_TABLE_ERRORS, type TableError } from '@one-centre/shared/tables'
import {
  accept,
  changed,
  handleCommand,
  handleQuery,
  type CommandContext,
  type Reference,
} from '../../kernel/handler.ts'
import { decodeTable, encodeTable, type DecodedTable } from '../../platform/tables.ts'
import { organisationKind } from './kinds.ts'
import { whyNotRank, whyNotSave } from './rules.ts'
import { organisationCells, organisationTemplate, planOrganisations, type OrganisationPlan } from './table.ts'

/** Errors told in a refusal; the dry run tells up to `MAX_TABLE_ERRORS`. */
const TOLD = 20

/** The bodies of the township as this transaction reads them, and those of the county from memory. */
function bodiesOf(context: CommandContext<unknown>): readonly Organisation[] {
  const { entities, reference, township } = context
  return [
    ...reference.list(organisationKind, township).filter(body => body.township !== township),
    ...entities.where(organisationKind, 'township', township),
  ]
}

const save = handleCommand({
  contract: saveOrganisation,
  touches: (params, { township }) => [
    { kind: organisationKind, id: params.organisationId, expect: params.version === null ? 'new' : 'there' },
    { kind: organisationKind, field: 'township', value: township },
  ],
  decide: context => {
    const { organisationId, version, ...fields } = context.params
    const before = context.entities.find(organisationKind, organisationId)
    if (before !== undefined && before.version !== version)
      return refuse('entity.changed', { kind: 'organisation', id: organisationId })
    if (before?.retired === true) return refuse('organisations.retired', { name: before.name })
    const refusal =
      whyNotRank(fields.type, context.township, context.county) ??
      whyNotSave(organisationId, context.township, fields, bodiesOf(context))
    if (refusal !== null) return refusal
    const after: Organisation = {
      id: organisationId,
      township: context.township,
      version: before?.version ?? 0,
      retired: false,
      ...fields,
    }
    const type = before === undefined ? 'organisation.added' : 'organisation.changed'
    return accept([changed(organisationKind, type, after)], { organisationId })
  },
})

const faulty = (error: TableError): OrganisationPlan => ({
  added: [],
  changed: [],
  unchanged: 0,
  errors: [error],
})

function planOf(
  table: DecodedTable,
  { township, county }: { readonly township: Id<'organisation'>; readonly county: Id<'organisation'> },
  bodies: readonly Organisation[],
): OrganisationPlan {
  if ('fault' in table) return faulty(fileError(table.fault, table.expected))
  const plan = planOrganisations(table.cells, township, bodies, code =>
    derivedId('organisation', township, code),
  )
  const beyond = [...plan.added, ...plan.changed].find(
    body => whyNotRank(body.type, township, county) !== null,
  )
  return beyond === undefined ? plan : faulty(fileError('refused', beyond.code))
}

/** The refusal of a table with errors, for every import. */
export function refuseTable(errors: readonly TableError[]): ReturnType<typeof refuse> {
  return refuse('tables.has-errors', {
    count: errors.length,
    errors: errors.slice(0, TOLD).map(error => ({ ...error })),
  })
}

const importTable = handleCommand({
  contract: importOrganisations,
  touches: (_params, { township }) => [{ kind: organisationKind, field: 'township', value: township }],
  gather: context => decodeTable(context.params),
  decide: (context, table: DecodedTable) => {
    const plan = planOf(table, context, bodiesOf(context))
    if (plan.errors.length > 0) return refuseTable(plan.errors)
    return accept(
      [
        ...plan.added.map(body => changed(organisationKind, 'organisation.added', body)),
        ...plan.changed.map(body => changed(organisationKind, 'organisation.changed', body)),
      ],
      { added: plan.added.length, changed: plan.changed.length, unchanged: plan.unchanged },
    )
  },
})

const checkTable = handleQuery({
  contract: checkOrganisationImport,
  answer: async ({ params, reference, township, county }) => {
    const table = await decodeTable(params)
    const plan = planOf(table, { township, county }, reference.list(organisationKind, township))
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

function ownBodies(reference: Reference, township: Id<'organisation'>): readonly Organisation[] {
  return reference
    .list(organisationKind, township)
    .filter(body => body.township === township && !body.retired)
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

const exportTable = handleQuery({
  contract: exportOrganisations,
  answer: async ({ params, reference, township }) => {
    const rows = params.content === 'rows' ? ownBodies(reference, township) : []
    const cells =
      params.content === 'template'
        ? organisationTemplate()
        : organisationCells(rows, reference.list(organisationKind, township))
    const file = await encodeTable('机构', params.format, cells)
    return { ok: true, answer: file }
  },
})

export const organisationCommands = [save, importTable]
export const organisationQueries = [checkTable, exportTable]
