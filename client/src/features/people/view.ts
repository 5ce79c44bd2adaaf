import { can, roles, type Actor, type Post, type Role } from '@one-centre/shared/access'
import { newId, type Id } from '@one-centre/shared/ids'
import { SIGN_IN_NAME, type Person } from '@one-centre/shared/people'
import { fromIso } from '@one-centre/shared/time'
import type { Token } from '@one-centre/shared/tokens'

/** The roles a person may be given (PE-2). */
export const givenRoles: readonly Role[] = roles.filter(role => role !== 'system' && role !== 'citizen')

export interface PersonForm {
  readonly personId: Id<'person'>
  readonly version: number | null
  name: string
  phone: string
  title: string
  organisationId: Id<'organisation'>
  posts: readonly Post[]
  signInName: string
  /** Under which the person signs in now; empty where there is no account or it is not known yet. */
  knownName: string
  /** Said outright: no account for a new person, the end of the account for one who has it. */
  withoutAccount: boolean
}

export function personForm(person: Person | undefined, body: Id<'organisation'>): PersonForm {
  return {
    personId: person?.id ?? newId<'person'>(),
    version: person?.version ?? null,
    name: person?.name ?? '',
    phone: person?.phone ?? '',
    title: person?.title ?? '',
    organisationId: person?.organisationId ?? body,
    posts: person?.posts ?? [],
    signInName: '',
    knownName: '',
    withoutAccount: false,
  }
}

/** Nothing was said about the account: the name is left as it is, or empty (PE-12). */
function isUnmentioned({ signInName, knownName }: PersonForm): boolean {
  return signInName === '' || signInName === knownName
}

/** What is still missing (U-62): a new person has a sign-in name, or it is said that there shall be no account. */
export function missingOf(form: PersonForm): readonly ('name' | 'signInName')[] {
  const unchanged = form.version !== null && isUnmentioned(form)
  const named = form.withoutAccount || unchanged || new RegExp(SIGN_IN_NAME).test(form.signInName)
  return [...(form.name === '' ? (['name'] as const) : []), ...(named ? [] : (['signInName'] as const))]
}

export interface SavedPerson {
  readonly personId: Id<'person'>
  readonly version: number | null
  readonly name: string
  readonly phone: string
  readonly title: string
  readonly organisationId: Id<'organisation'>
  readonly posts: Person['posts']
  readonly signInName?: string | null
}

/** A sign-in name that is not mentioned leaves the account as it is (PE-12). */
export function personOrder(form: PersonForm): SavedPerson {
  const { withoutAccount, signInName, knownName: _known, posts, ...rest } = form
  // A post without a team has no such field on the wire.
  const sent = posts.map(({ teamId, ...post }) => (teamId === undefined ? post : { ...post, teamId }))
  const order = { ...rest, posts: sent }
  if (withoutAccount) return { ...order, signInName: null }
  return isUnmentioned(form) ? order : { ...order, signInName }
}

/** Whether this administrator gives and takes the post (PE-3). */
export function reaches(actor: Actor, post: Pick<Post, 'township'>): boolean {
  return can(actor, 'people.manage', post.township)
}

/** Whether the account is this administrator's to reset or disable (PE-4). */
export function mayTouch(actor: Actor, person: Pick<Person, 'posts'>): boolean {
  return person.posts.every(post => reaches(actor, post))
}

/** Words in one field, parted by commas of either script. */
export function wordsIn(text: string): string[] {
  return [
    ...new Set(
      text
        .split(/[、，,;；]/)
        .map(word => word.trim())
        .filter(Boolean),
    ),
  ]
}

/** Whether a token still lets anybody in, at an instant in ms. */
export function tokenState(token: Token, now: number): 'active' | 'expired' | 'revoked' {
  if (token.revokedAt !== null) return 'revoked'
  return fromIso(token.expiresAt) <= now ? 'expired' : 'active'
}
