import { Type, type Static } from 'typebox'
import type { Role } from './access.ts'
import { defineCommand, EntityHead, id, Instant, oneOf, record, text } from './contract.ts'
import type { RefusalClass } from './refusals.ts'

/** What a token may be: a wall that only shows, or a neighbour system that hands in. Nobody's desk is run by a token. */
export const tokenRoles = ['wall', 'upstream'] as const satisfies readonly Role[]

/** 接入令牌: a wall's or a neighbour system's way in without a person. The secret is not here: it is shown once and kept as a hash. */
export const Token = record({
  ...EntityHead,
  id: id<'token'>(),
  name: text(60),
  role: oneOf(tokenRoles),
  /** Where it counts: a township, or the county and with it all of them. */
  organisationId: id<'organisation'>(),
  issuedAt: Instant,
  issuedBy: record({ id: Type.String(), name: Type.String() }),
  expiresAt: Instant,
  revokedAt: Type.Union([Instant, Type.Null()]),
})
export type Token = Static<typeof Token>

/** Longer than a wall hangs unlooked at; whoever still needs it issues another. */
export const TOKEN_MOST_DAYS = 1_100

export const issueToken = defineCommand({
  name: 'tokens.issue',
  summary: 'Let a wall or a neighbour system in; the secret is shown once',
  permission: 'people.manage',
  params: record({
    tokenId: id<'token'>(),
    name: Token.properties.name,
    role: Token.properties.role,
    days: Type.Integer({ minimum: 1, maximum: TOKEN_MOST_DAYS }),
  }),
  answer: record({ tokenId: id<'token'>(), secret: Type.String() }),
})

export const revokeToken = defineCommand({
  name: 'tokens.revoke',
  summary: 'End a token at once; whoever uses it is cut off',
  permission: 'people.manage',
  params: record({ tokenId: id<'token'>(), version: Type.Integer() }),
  answer: record({ tokenId: id<'token'>() }),
})

export const tokenRefusals = {
  'tokens.revoked': 'rule',
} as const satisfies Record<string, RefusalClass>
