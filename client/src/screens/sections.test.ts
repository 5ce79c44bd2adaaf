import type { Actor, Role } from '@one-centre/shared/access'
import { expect, test } from 'vitest'
import { scopeOf, sectionOf, sections, sectionsFor } from './sections.ts'

const township = '018f0000-0000-7000-8000-000000000002'
const actor = (role: Role): Actor => ({
  id: 'a',
  name: 'a',
  personId: null,
  posts: [{ role, township, organisationId: township }],
  county: '018f0000-0000-7000-8000-000000000001',
})

test('U-64 a tab is open only to who has something to see or to do in it', () => {
  expect(sectionsFor(actor('admin'), township)).toEqual(sections)
  expect(sectionsFor(actor('auditor'), township)).not.toContain('tables')
  expect(sectionsFor(actor('citizen'), township)).toEqual([])
})

test('U-64 an address that names what is not open shows the first that is', () => {
  expect(sectionOf('matters', sections)).toBe('matters')
  expect(sectionOf('tables', ['people'])).toBe('people')
  expect(sectionOf(undefined, [])).toBeUndefined()
  expect(scopeOf('b', [{ township: 'a' }, { township: 'b' }])).toEqual({ township: 'b' })
  expect(scopeOf('c', [{ township: 'a' }])).toEqual({ township: 'a' })
})
