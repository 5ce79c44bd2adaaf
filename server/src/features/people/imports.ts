import type { Actor } from '@one-centre/shared/access'
import { derivedId, type Id } from '@one-centre/shared/ids'
import { checkPeopleImport, exportPeople, importPeople, type Person } from '@one-centre/shared/people'
import { fileError, MAX_TABLE_ERRORS } from '@one-centre/shared/tables'
import {
  accept,
  changed,
  handleCommand,
  handleQuery,
  type Reader,
  type Reference,
} from '../../kernel/handler.ts'
import { hashPassword, oneTimePassword } from '../../platform/passwords.ts'
import { decodeTable, encodeTable, type DecodedTable } from '../../platform/tables.ts'
import { organisationKind, refuseTable } from '../organisations/index.ts'
import { personKind, teamKind } from './kinds.ts'
import { findAccounts, saveAccount, type AccountOrder, type AccountRow } from './store.ts'
import { peopleCells, peopleTemplate, planPeople, signInNamesOf, type PeoplePlan } from './table.ts'

interface Asked {
  readonly actor: Actor
  readonly township: Id<'organisation'>
  readonly county: Id<'organisation'>
  readonly reference: Reference
}

function planOf(
  asked: Asked,
  people: readonly Person[],
  table: DecodedTable,
  accounts: readonly AccountRow[],
): PeoplePlan {
  if ('fault' in table) {
    const errors = [fileError(table.fault, table.expected)]
    return { added: [], changed: [], unchanged: 0, accounts: [], errors }
  }
  const { actor, township, county, reference } = asked
  return planPeople(table.cells, {
    actor,
    township,
    county,
    people,
    accounts,
    bodies: reference.list(organisationKind, township),
    teams: reference.list(teamKind, township),
    organisation: id => reference.find(organisationKind, id),
    team: id => reference.find(teamKind, id),
    idOf: key => derivedId('person', township, key),
  })
}

const namesIn = (table: DecodedTable): readonly string[] =>
  'cells' in table ? signInNamesOf(table.cells) : []

interface Opened {
  readonly person: Person
  readonly signInName: string
  readonly password: string
  readonly hash: string
}

const importTable = handleCommand({
  contract: importPeople,
  touches: (_params, { township }) => [{ kind: personKind, field: 'township', value: township }],
  gather: async (context, reader) => {
    const people = context.entities.where(personKind, 'township', context.township)
    const table = await decodeTable(context.params)
    const accounts = await findAccounts(
      reader,
      people.map(person => person.id),
      namesIn(table),
    )
    const plan = planOf(context, people, table, accounts)
    const opened: Opened[] = []
    for (const { person, signInName } of plan.accounts) {
      const password = oneTimePassword()
      opened.push({ person, signInName, password, hash: await hashPassword(password) })
    }
    return { plan, opened }
  },
  decide: (
    { township },
    { plan, opened }: { readonly plan: PeoplePlan; readonly opened: readonly Opened[] },
  ) => {
    if (plan.errors.length > 0) return refuseTable(plan.errors)
    const decision = accept(
      [
        ...plan.added.map(person => changed(personKind, 'person.added', person)),
        ...plan.changed.map(person => changed(personKind, 'person.changed', person)),
      ],
      {
        added: plan.added.length,
        changed: plan.changed.length,
        unchanged: plan.unchanged,
        accounts: opened.map(({ person, signInName, password }) => ({
          personId: person.id,
          name: person.name,
          signInName,
          oneTimePassword: password,
        })),
      },
    )
    const orders = opened.map(({ person, signInName, hash }): AccountOrder => ({
      kind: 'open',
      personId: person.id,
      township,
      signInName,
      passwordHash: hash,
    }))
    return { ...decision, extra: orders }
  },
  keepOfAnswer: answer => ({
    ...answer,
    accounts: answer.accounts.map(account => ({ ...account, oneTimePassword: '' })),
  }),
  save: async (reader: Reader, orders: readonly AccountOrder[], { now }) => {
    for (const order of orders) await saveAccount(reader, order, now)
  },
})

const checkTable = handleQuery({
  contract: checkPeopleImport,
  answer: async context => {
    const table = await decodeTable(context.params)
    const people = context.reference.list(personKind, context.township)
    const accounts = await findAccounts(
      context.reader,
      people.map(person => person.id),
      namesIn(table),
    )
    const plan = planOf(context, people, table, accounts)
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
  contract: exportPeople,
  // The table carries phones and sign-in names: taking it out of the system is on record.
  recorded: true,
  answer: async ({ params, reference, township, reader }) => {
    const people =
      params.content === 'template'
        ? []
        : reference
            .list(personKind, township)
            .filter(person => person.township === township && !person.disabled)
    const accounts = await findAccounts(
      reader,
      people.map(person => person.id),
      [],
    )
    const bodies = reference.list(organisationKind, township)
    const cells =
      params.content === 'template'
        ? peopleTemplate()
        : peopleCells(people, bodies, reference.list(teamKind, township), accounts)
    const file = await encodeTable('人员', params.format, cells)
    return { ok: true, answer: file }
  },
})

export const importCommands = [importTable]
export const importQueries = [checkTable, exportTable]
