import type { Actor, Post } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import type { Person } from '@one-centre/shared/people'
import type { Sessions } from './platform/session.ts'

export const SESSION_COOKIE = 'sid'

/** Who stands behind a request or a socket. */
export interface Identity {
  readonly actor: Actor
  /** The session's or access token's secret, to end it by. */
  readonly token: string
  readonly mustChangePassword: boolean
}

export interface Credentials {
  readonly cookie: string | undefined
  readonly authorization: string | undefined
}

export interface Identities {
  identify(credentials: Credentials): Promise<Identity | null>
  /** The same identity with the posts of this moment; null where the person may no longer enter. */
  renew(identity: Identity): Identity | null
  /** Which of these keys are of tokens that no longer count. */
  ended(keys: readonly string[]): Promise<ReadonlySet<string>>
  actorOf(person: Person): Actor
}

const BEARER = /^Bearer ([A-Za-z0-9_-]{20,200})$/

/** Turns a cookie or a bearer token into an Actor; the posts are those of this moment, not of the sign-in. */
export function openIdentities(
  sessions: Sessions,
  county: Id<'organisation'>,
  findPerson: (id: string) => Person | undefined,
): Identities {
  const actorOf = (person: Person): Actor => ({
    id: person.id,
    name: person.name,
    personId: person.id,
    posts: person.posts,
    county,
  })

  const holderOf = async (token: string): Promise<Identity | null> => {
    const holder = await sessions.accessToken(token)
    if (holder === null) return null
    const { id, name } = holder
    const actor = { id, name, personId: null, posts: holder.posts as readonly Post[], county }
    return { actor, token, mustChangePassword: false }
  }

  return {
    actorOf,
    renew: identity => {
      const { personId } = identity.actor
      if (personId === null) return identity
      const person = findPerson(personId)
      if (person === undefined || person.disabled) return null
      return { ...identity, actor: actorOf(person) }
    },
    ended: keys => sessions.ended(keys),
    identify: async ({ cookie, authorization }) => {
      if (cookie !== undefined && cookie !== '') {
        const account = await sessions.personOf(cookie)
        // A wall carries its token as a cookie: its page has nobody to sign in.
        if (account === null) return holderOf(cookie)
        const person = findPerson(account.personId)
        if (person === undefined || person.disabled) return null
        return { actor: actorOf(person), token: cookie, mustChangePassword: account.mustChange }
      }
      const token = BEARER.exec(authorization ?? '')?.[1]
      return token === undefined ? null : holderOf(token)
    },
  }
}
