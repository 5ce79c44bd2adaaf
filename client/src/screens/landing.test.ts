import type { Actor, Role } from '@one-centre/shared/access'
import { expect, test } from 'vitest'
import { landingFor, screensFor } from './landing.ts'

const holding = (role: Role): Actor => ({
  id: 'p',
  name: 'n',
  personId: 'p',
  county: 'c',
  posts: [{ role, township: 't', organisationId: 'o' }],
})

test.each([
  ['member', '/field'],
  ['leader', '/map'],
  ['admin', '/admin'],
  ['wall', '/wall'],
  ['dispatcher', '/console'],
  ['verifier', '/console'],
] as const)('U-40 a %s lands on %s, and may open it', (role, path) => {
  expect(landingFor(holding(role))).toBe(path)
  expect(screensFor(holding(role))).toContain(path)
})

test('U-41 a member is offered the phone alone, a wall no desk', () => {
  expect(screensFor(holding('member'))).toEqual(['/field'])
  expect(screensFor(holding('wall'))).toEqual(['/wall', '/map'])
})
