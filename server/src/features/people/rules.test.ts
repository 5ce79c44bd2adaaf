import type { Actor, Post } from '@one-centre/shared/access'
import { derivedId } from '@one-centre/shared/ids'
import type { Organisation } from '@one-centre/shared/organisations'
import type { Person, Team } from '@one-centre/shared/people'
import { describe, expect, it } from 'vitest'
import {
  personFor,
  whyNotPosts,
  whyNotTeamDuty,
  whyNotTouch,
  whyNotWithout,
  type PeopleWorld,
} from './rules.ts'

const county = derivedId<'organisation'>('county')
const town = derivedId<'organisation'>('town')
const other = derivedId<'organisation'>('other')

const post = (role: Post['role'], township = town, organisationId = township): Person['posts'][number] => ({
  role,
  township,
  organisationId,
})
const actor = (...posts: Post[]): Actor => ({ id: 'a', name: 'a', personId: null, posts, county })
const person = (name: string, ...posts: Person['posts']): Person => ({
  id: derivedId('person', name),
  township: town,
  version: 1,
  name,
  phone: '138',
  title: '',
  organisationId: town,
  posts,
  onDuty: false,
  onDutySince: null,
  disabled: false,
})

const bodies = new Map(
  [town, other].map(id => [
    id as string,
    { id, township: id, type: 'township', retired: false } as Organisation,
  ]),
)
bodies.set(county, { id: county, township: county, type: 'county', retired: false } as Organisation)
bodies.set('closed', { id: 'closed', township: town, type: 'office', retired: true } as Organisation)
const world: PeopleWorld = {
  county,
  organisation: id => bodies.get(id),
  team: id => (id === 'team' ? ({ id, township: town, retired: false } as Team) : undefined),
}
const townAdmin = actor(post('admin'))
const countyAdmin = actor(post('admin', county))

describe('people', () => {
  it('PE-1 shows the phone to the centre, the own body and the person alone', () => {
    const zhang = person('zhang')
    const phoneFor = (...scopes: string[]): string => personFor(zhang, new Set(scopes)).phone

    expect(phoneFor('all', 'duty')).toBe('138')
    expect(phoneFor('all', `body:${town}`)).toBe('138')
    expect(phoneFor('all', `person:${zhang.id}`)).toBe('138')
    expect(phoneFor('all', 'room', `body:${other}`, 'team:x')).toBe('')
  })

  it('PE-2 refuses posts of unknown bodies, townships and teams', () => {
    const give = (...posts: Post[]): string | undefined => whyNotPosts(countyAdmin, [], posts, world)?.code

    expect(give(post('member'))).toBeUndefined()
    expect(give(post('body', town, county))).toBeUndefined()
    expect(give({ ...post('member'), teamId: 'team' })).toBeUndefined()
    expect(give(post('member', town, 'closed'))).toBe('people.organisation-unknown')
    expect(give(post('member', town, other))).toBe('people.organisation-unknown')
    expect(give(post('member', derivedId('nowhere')))).toBe('people.organisation-unknown')
    expect(give({ ...post('member'), teamId: 'nobody' })).toBe('people.team-unknown')
    expect(give({ ...post('member', other), teamId: 'team' })).toBe('people.team-unknown')
  })

  it('PE-2 gives nobody the role of the system', () => {
    expect(whyNotPosts(countyAdmin, [], [post('system')], world)?.code).toBe('people.post-out-of-reach')
    expect(whyNotPosts(countyAdmin, [], [post('citizen')], world)?.code).toBe('people.post-out-of-reach')
  })

  it('PE-3 keeps a town administrator inside the town', () => {
    const change = (before: Post[], after: Post[]): string | undefined =>
      whyNotPosts(townAdmin, before, after, world)?.code

    expect(change([], [post('leader')])).toBeUndefined()
    expect(change([], [post('leader', other)])).toBe('people.post-out-of-reach')
    expect(change([], [post('admin', county)])).toBe('people.post-out-of-reach')
    expect(change([post('leader', other)], [])).toBe('people.post-out-of-reach')
    expect(change([post('leader', other)], [post('leader', other), post('intake')])).toBeUndefined()
    expect(whyNotPosts(countyAdmin, [], [post('leader', other)], world)).toBeNull()
  })

  it('PE-4 lets a town administrator not touch who holds a post beyond', () => {
    expect(whyNotTouch(townAdmin, person('a', post('leader')))).toBeNull()
    expect(whyNotTouch(townAdmin, person('b', post('leader'), post('admin', county)))?.code).toBe(
      'people.post-out-of-reach',
    )
    expect(whyNotTouch(countyAdmin, person('b', post('admin', county)))).toBeNull()
  })

  it('PE-6 keeps the last administrator', () => {
    const last = person('a', post('admin'))
    const off = { ...last, disabled: true }
    const deposed = { ...last, posts: [post('leader')] }
    const without = (after: Person | null, ...others: Person[]): string | undefined =>
      whyNotWithout(last, after, others, county)?.code

    expect(without(off)).toBe('people.last-admin')
    expect(without(deposed)).toBe('people.last-admin')
    expect(without(null)).toBe('people.last-admin')
    expect(without({ ...last, name: 'renamed' })).toBeUndefined()
    expect(without(off, person('b', post('admin')))).toBeUndefined()
    expect(without(off, person('c', post('admin', county)))).toBeUndefined()
    expect(without(off, person('d', post('admin', other)))).toBe('people.last-admin')
    expect(without(off, { ...person('b', post('admin')), disabled: true })).toBe('people.last-admin')
  })

  it('PE-6 asks for a county administrator at the county', () => {
    const last = person('a', post('admin', county))

    expect(whyNotWithout(last, null, [person('b', post('admin'))], county)?.code).toBe('people.last-admin')
    expect(whyNotWithout(last, null, [person('b', post('admin', county))], county)).toBeNull()
  })

  it('PE-9 lets a body put only its own teams on duty', () => {
    const team = { id: 'team', township: town, organisationId: town } as Team
    const ask = (...posts: Post[]): string | undefined => whyNotTeamDuty(actor(...posts), team, town)?.code

    expect(ask(post('body'))).toBeUndefined()
    expect(ask(post('body', town, county))).toBe('access.denied')
    expect(ask(post('body', town, county), post('dispatcher'))).toBeUndefined()
    expect(ask(post('dispatcher', other))).toBe('access.denied')
  })
})
