import type { Actor, Role } from '@one-centre/shared/access'
import { expect, test } from 'vitest'
import { landingFor, screensFor } from './landing.ts'

const holding = (...held: readonly Role[]): Actor => ({
  id: 'p',
  name: 'n',
  personId: 'p',
  county: 'c',
  posts: held.map(role => ({ role, township: 't', organisationId: 'o' })),
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

test('U-41 a team leader who answers for the body as well has the desk beside the phone', () => {
  expect(landingFor(holding('member', 'body'))).toBe('/field')
  expect(screensFor(holding('member', 'body'))).toEqual(['/wall', '/console', '/map', '/field'])
})

test('U-41 a member is offered the phone alone, a wall no desk', () => {
  expect(screensFor(holding('member'))).toEqual(['/field'])
  expect(screensFor(holding('wall'))).toEqual(['/wall', '/map'])
})
