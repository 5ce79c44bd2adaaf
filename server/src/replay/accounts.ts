import { randomBytes } from 'node:crypto'
import { derivedId, newId, type Id } from '@one-centre/shared/ids'
import type { Post } from '@one-centre/shared/access'
import { signIn, type Session } from './api.ts'
import type { Directory } from './directory.ts'
import { ReplayError } from './mapping.ts'

/** An account that the replay acts by, beside the administrator who set it up. */
export interface AccountWish {
  /** Names it for ever; the second run finds it. */
  readonly key: string
  readonly name: string
  readonly township: Id<'organisation'>
  readonly organisationId: Id<'organisation'>
  readonly posts: readonly Post[]
}

/**
 * Opens a session of the account, made now or by an earlier run. Nobody knows its password: each run has
 * the administrator reset it and chooses another, so that none need be kept.
 */
export async function openAccount(
  server: string,
  admin: Session,
  directory: Directory,
  wish: AccountWish,
): Promise<Session> {
  const { key, name, township, organisationId, posts } = wish
  const personId = derivedId<'person'>('replay', 'person', directory.county, key)
  const signInName = `replay-${key}`
  const isThere = directory.people.some(one => one.id === personId)
  const [outcome] = await admin.send([
    {
      commandId: newId(),
      township,
      ...(isThere
        ? { name: 'people.reset-password', params: { personId } }
        : {
            name: 'people.save',
            params: {
              personId,
              version: null,
              name,
              phone: '',
              title: '',
              organisationId,
              posts,
              signInName,
            },
          }),
    },
  ])
  if (outcome?.ok !== true) throw new ReplayError(`the account ${signInName}: ${JSON.stringify(outcome)}`)
  const password = String(outcome.answer['oneTimePassword'])
  return signIn(server, { signInName, password, newPassword: randomBytes(24).toString('base64url') })
}
