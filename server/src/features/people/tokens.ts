import { createHash, randomBytes } from 'node:crypto'
import type { Post } from '@one-centre/shared/access'
import { refuse } from '@one-centre/shared/refusals'
import { DAY, fromIso, toIso, type Iso } from '@one-centre/shared/time'
import { issueToken, revokeToken, type Token } from '@one-centre/shared/tokens'
import { accept, changed, handleCommand } from '../../kernel/handler.ts'
import { tokenKind } from './kinds.ts'
import { endToken, saveToken } from './store.ts'

/** 256 bits, marked so that a scanner for leaked secrets knows one. */
const newSecret = (): string => `oc_${randomBytes(32).toString('base64url')}`

interface Issued {
  readonly token: Token
  readonly posts: readonly Post[]
  readonly secretHash: Buffer
  readonly at: Iso
}

const issue = handleCommand({
  contract: issueToken,
  touches: params => [{ kind: tokenKind, id: params.tokenId, expect: 'new' }],
  gather: () => Promise.resolve(newSecret()),
  decide: ({ params, actor, township, now }, secret: string) => {
    const { tokenId, name, role, days } = params
    const token: Token = {
      ...{ id: tokenId, township, version: 0, name, role, organisationId: township },
      issuedAt: now,
      issuedBy: { id: actor.id, name: actor.name },
      expiresAt: toIso(fromIso(now) + days * DAY),
      revokedAt: null,
    }
    const extra: Issued = {
      token,
      posts: [{ role, township, organisationId: township }],
      secretHash: createHash('sha256').update(secret).digest(),
      at: now,
    }
    return { ...accept([changed(tokenKind, 'token.issued', token)], { tokenId, secret }), extra }
  },
  // Shown once: a retry of the command hears that it is done, not what the secret was (TO-1).
  keepOfAnswer: answer => ({ ...answer, secret: '' }),
  save: (reader, { token, posts, secretHash, at }: Issued) =>
    saveToken(reader, { id: token.id, name: token.name, posts, secretHash, at, expiresAt: token.expiresAt }),
})

const revoke = handleCommand({
  contract: revokeToken,
  touches: params => [{ kind: tokenKind, id: params.tokenId, expect: 'there' }],
  decide: ({ params, entities, now }) => {
    const { tokenId, version } = params
    const before = entities.get(tokenKind, tokenId)
    if (before.version !== version) return refuse('entity.changed', { kind: 'token', id: tokenId })
    if (before.revokedAt !== null) return refuse('tokens.revoked', { name: before.name })
    const after: Token = { ...before, revokedAt: now }
    return {
      ...accept([changed(tokenKind, 'token.revoked', after)], { tokenId }),
      extra: { id: tokenId, at: now },
    }
  },
  save: (reader, { id, at }: { readonly id: string; readonly at: Iso }) => endToken(reader, id, at),
})

export const tokenCommands = [issue, revoke]
