import type { Id } from '@one-centre/shared/ids'
import { disablePerson, resetPassword, savePerson, setOwnDuty, type Person } from '@one-centre/shared/people'
import { isRefusal, refuse } from '@one-centre/shared/refusals'
import {
  accept,
  changed,
  handleCommand,
  type CommandContext,
  type Decision,
  type Entities,
  type Reader,
} from '../../kernel/handler.ts'
import { hashPassword, oneTimePassword } from '../../platform/passwords.ts'
import { organisationKind } from '../organisations/index.ts'
import { personKind, teamKind } from './kinds.ts'
import { whyNotPosts, whyNotTouch, whyNotWithout, type PeopleWorld } from './rules.ts'
import {
  findAccounts,
  listAdministrators,
  lockAdministrators,
  saveAccount,
  type AccountOrder,
  type AccountRow,
} from './store.ts'

/** The bodies and teams people are tied to, as this node knows them. */
function worldOf(context: CommandContext<unknown>): PeopleWorld {
  return {
    county: context.county,
    organisation: id => context.reference.find(organisationKind, id),
    team: id => context.reference.find(teamKind, id),
  }
}

interface Fresh {
  readonly password: string
  readonly hash: string
}

async function freshPassword(): Promise<Fresh> {
  const password = oneTimePassword()
  return { password, hash: await hashPassword(password) }
}

/** The other administrators who can sign in, as they are after what this batch has done so far. */
async function otherAdministrators(
  reader: Reader,
  entities: Entities,
  personId: string,
): Promise<readonly Person[]> {
  await lockAdministrators(reader)
  const stored = await listAdministrators(reader)
  return stored
    .filter(person => person.id !== personId)
    .map(person => entities.find(personKind, person.id) ?? person)
}

const isAdministrator = (person: Person | undefined): boolean =>
  person?.posts.some(post => post.role === 'admin') === true

const withAccount = <Answer>(
  decision: Decision<Answer>,
  extra: AccountOrder,
): Decision<Answer, AccountOrder> => ({ ...decision, extra })

interface Gathered {
  readonly accounts: readonly AccountRow[]
  readonly fresh: Fresh | null
  readonly administrators: readonly Person[]
}

const save = handleCommand({
  contract: savePerson,
  touches: params => [
    { kind: personKind, id: params.personId, expect: params.version === null ? 'new' : 'there' },
  ],
  gather: async ({ params, entities }, reader): Promise<Gathered> => {
    const { personId, signInName } = params
    const asked = typeof signInName === 'string' ? [signInName] : []
    const accounts = await findAccounts(reader, [personId], asked)
    const isNew = asked.length > 0 && accounts.length === 0
    const before = entities.find(personKind, personId)
    return {
      accounts,
      fresh: isNew ? await freshPassword() : null,
      administrators: isAdministrator(before) ? await otherAdministrators(reader, entities, personId) : [],
    }
  },
  decide: (context, gathered) => {
    const { personId, version, signInName, ...fields } = context.params
    const before = context.entities.find(personKind, personId)
    if (before !== undefined && before.version !== version)
      return refuse('entity.changed', { kind: 'person', id: personId })
    const body = context.reference.find(organisationKind, fields.organisationId)
    if (body === undefined || (body.retired && before?.organisationId !== body.id))
      return refuse('people.organisation-unknown', { id: fields.organisationId })
    const posts = whyNotPosts(context.actor, before?.posts ?? [], fields.posts, worldOf(context))
    if (posts !== null) return posts
    const order = accountOrder(context, before, gathered)
    if (isRefusal(order)) return order
    const after: Person = {
      id: personId,
      township: context.township,
      version: before?.version ?? 0,
      onDuty: before?.onDuty ?? false,
      onDutySince: before?.onDutySince ?? null,
      disabled: before?.disabled ?? false,
      ...fields,
    }
    if (before !== undefined) {
      const keeps = gathered.accounts.some(account => account.personId === personId)
      const signsIn = signInName === undefined ? keeps : signInName !== null
      const heir = signsIn ? after : null
      const last = whyNotWithout(before, heir, gathered.administrators, context.county)
      if (last !== null) return last
    }
    const type = before === undefined ? 'person.added' : 'person.changed'
    const password = order.kind === 'open' ? (gathered.fresh?.password ?? null) : null
    return withAccount(
      accept([changed(personKind, type, after, { account: order.kind })], {
        personId,
        oneTimePassword: password,
      }),
      order,
    )
  },
  keepOfAnswer: answer => ({ ...answer, oneTimePassword: null }),
  save: (reader, order, { now }) => saveAccount(reader, order, now),
})

/** What a saved person's sign-in name asks for. */
function accountOrder(
  context: CommandContext<{ readonly personId: Id<'person'>; readonly signInName?: string | null }>,
  before: Person | undefined,
  { accounts, fresh }: Gathered,
): AccountOrder | ReturnType<typeof refuse> {
  const { personId, signInName } = context.params
  const own = accounts.find(account => account.personId === personId)
  if (signInName === undefined || signInName === (own?.signInName ?? null)) return { kind: 'keep' }
  const beyond = before === undefined ? null : whyNotTouch(context.actor, before)
  if (beyond !== null) return beyond
  if (signInName === null) return { kind: 'close', personId }
  if (accounts.some(account => account.personId !== personId && account.signInName === signInName))
    return refuse('people.sign-in-name-taken', { signInName })
  if (own !== undefined) return { kind: 'rename', personId, signInName }
  if (before?.disabled === true) return refuse('people.disabled', { name: before.name })
  if (fresh === null) throw new Error('a new account without a password')
  return { kind: 'open', personId, township: context.township, signInName, passwordHash: fresh.hash }
}

const disable = handleCommand({
  contract: disablePerson,
  touches: params => [{ kind: personKind, id: params.personId, expect: 'there' }],
  gather: async ({ params, entities }, reader) =>
    params.disabled && isAdministrator(entities.find(personKind, params.personId))
      ? await otherAdministrators(reader, entities, params.personId)
      : [],
  decide: ({ params, entities, actor, county }, administrators: readonly Person[]) => {
    const { personId, version, disabled } = params
    const before = entities.get(personKind, personId)
    if (before.version !== version) return refuse('entity.changed', { kind: 'person', id: personId })
    const beyond = whyNotTouch(actor, before)
    if (beyond !== null) return beyond
    if (before.disabled === disabled) return withAccount(accept([], { personId }), { kind: 'keep' })
    const after: Person = disabled
      ? { ...before, disabled, onDuty: false, onDutySince: null }
      : { ...before, disabled }
    const last = whyNotWithout(before, after, administrators, county)
    if (last !== null) return last
    const type = disabled ? 'person.disabled' : 'person.enabled'
    return withAccount(accept([changed(personKind, type, after)], { personId }), {
      kind: 'disable',
      personId,
      disabled,
    })
  },
  save: (reader, order, { now }) => saveAccount(reader, order, now),
})

const reset = handleCommand({
  contract: resetPassword,
  touches: params => [{ kind: personKind, id: params.personId, expect: 'there' }],
  gather: async ({ params }, reader) => ({
    accounts: await findAccounts(reader, [params.personId], []),
    fresh: await freshPassword(),
  }),
  decide: ({ params, entities, actor }, { accounts, fresh }) => {
    const { personId } = params
    const person = entities.get(personKind, personId)
    const beyond = whyNotTouch(actor, person)
    if (beyond !== null) return beyond
    if (accounts.length === 0) return refuse('people.no-account', { name: person.name })
    // The person is unchanged but for the version: the change is what the audit trail and the open sockets hear.
    return withAccount(
      accept([changed(personKind, 'person.password-reset', person)], { oneTimePassword: fresh.password }),
      { kind: 'reset', personId, passwordHash: fresh.hash },
    )
  },
  keepOfAnswer: () => ({ oneTimePassword: '' }),
  save: (reader, order, { now }) => saveAccount(reader, order, now),
})

const ownDuty = handleCommand({
  contract: setOwnDuty,
  touches: (_params, { actor }) =>
    actor.personId === null ? [] : [{ kind: personKind, id: actor.personId, expect: 'there' }],
  decide: ({ params, actor, entities, now }) => {
    if (actor.personId === null) return refuse('access.denied', { permission: setOwnDuty.permission })
    const before = entities.get(personKind, actor.personId)
    const answer = { personId: before.id }
    if (before.disabled) return refuse('people.disabled', { name: before.name })
    if (before.onDuty === params.onDuty) return accept([], answer)
    const after: Person = { ...before, onDuty: params.onDuty, onDutySince: params.onDuty ? now : null }
    const type = params.onDuty ? 'person.came-on-duty' : 'person.went-off-duty'
    return accept([changed(personKind, type, after)], answer)
  },
})

export const personCommands = [save, disable, reset, ownDuty]
