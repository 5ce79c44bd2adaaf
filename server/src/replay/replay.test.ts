import type { Role } from '@one-centre/shared/access'
import { expect, test } from 'vitest'
import { ReplayError } from './mapping.ts'
import { refuseWhoMayNotHandIn } from './replay.ts'

const holding = (...roles: readonly Role[]) => ({
  me: {
    county: 'c',
    streams: [],
    mustChangePassword: false,
    actor: { posts: roles.map(role => ({ role })) },
  },
})

test('R-16 an account that may not hand in stops the replay, and is named', () => {
  expect(() => refuseWhoMayNotHandIn(holding('admin', 'auditor'))).toThrow(ReplayError)
  expect(() => refuseWhoMayNotHandIn(holding('admin'))).toThrow(/\(admin\).*--setup/)
})

test('R-16 one post that may is enough', () => {
  expect(() => refuseWhoMayNotHandIn(holding('admin', 'upstream'))).not.toThrow()
})
