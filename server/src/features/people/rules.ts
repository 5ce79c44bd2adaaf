import { can, type Actor, type Post, type Role } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import type { Organisation } from '@one-centre/shared/organisations'
import type { Person, Team } from '@one-centre/shared/people'
import { refuse, type Refusal } from '@one-centre/shared/refusals'

/** PE-1: the work phone is shown to the centre, to the person's own body and to the person. */
export function personFor(person: Person, scopes: ReadonlySet<string>): Person {
  const entitled =
    scopes.has('duty') || scopes.has(`body:${person.organisationId}`) || scopes.has(`person:${person.id}`)
  return entitled ? person : { ...person, phone: '' }
}

/** Roles nobody is given: the system acts by itself, a citizen needs no account. */
const unassignable: readonly Role[] = ['system', 'citizen']

/** Order and absent fields do not make another post. */
const keyOf = (post: Post): string =>
  [post.role, post.township, post.organisationId, post.teamId ?? ''].join('/')

/** Whether the actor administers people where the post is held (PE-3). */
const reaches = (actor: Actor, post: Post): boolean => can(actor, 'people.manage', post.township)

/** PE-4: a person who holds a post out of reach is changed only by who reaches it all. */
export function whyNotTouch(actor: Actor, person: Person): Refusal | null {
  const beyond = person.posts.find(post => !reaches(actor, post))
  return beyond === undefined
    ? null
    : refuse('people.post-out-of-reach', { role: beyond.role, township: beyond.township })
}

export interface PeopleWorld {
  readonly county: Id<'organisation'>
  readonly organisation: (id: string) => Organisation | undefined
  readonly team: (id: string) => Team | undefined
}

/** PE-2, PE-3: why posts may not be given so; null where they may. Posts held before may stay, whoever gave them. */
export function whyNotPosts(
  actor: Actor,
  before: readonly Post[],
  after: readonly Post[],
  world: PeopleWorld,
): Refusal | null {
  const [had, has] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))]
  const touched = [
    ...after.filter(post => !had.has(keyOf(post))),
    ...before.filter(post => !has.has(keyOf(post))),
  ]
  const beyond = touched.find(post => !reaches(actor, post) || unassignable.includes(post.role))
  if (beyond !== undefined)
    return refuse('people.post-out-of-reach', { role: beyond.role, township: beyond.township })
  for (const post of after.filter(one => !had.has(keyOf(one)))) {
    const seat = post.township === world.county ? undefined : world.organisation(post.township)
    if (post.township !== world.county && (seat?.type !== 'township' || seat.retired))
      return refuse('people.organisation-unknown', { id: post.township })
    const body = world.organisation(post.organisationId)
    const near = body?.township === post.township || body?.township === world.county
    if (body === undefined || body.retired || !near)
      return refuse('people.organisation-unknown', { id: post.organisationId })
    const team = post.teamId === undefined ? undefined : world.team(post.teamId)
    if (post.teamId !== undefined && (team === undefined || team.retired || team.township !== post.township))
      return refuse('people.team-unknown', { id: post.teamId })
  }
  return null
}

const administers = (person: Person, township: string): boolean =>
  !person.disabled && person.posts.some(post => post.role === 'admin' && post.township === township)

/**
 * PE-6: whether a change leaves a township or the county without an administrator who may sign in.
 * `others` are the people with an open account, without the one that is changed; a county's administrator counts everywhere.
 */
export function whyNotWithout(
  before: Person,
  after: Person | null,
  others: readonly Person[],
  county: Id<'organisation'>,
): Refusal | null {
  const lost = before.posts
    .filter(post => post.role === 'admin' && !before.disabled)
    .map(post => post.township)
    .filter(township => after === null || !administers(after, township))
  const left = after === null ? others : [...others, after]
  const orphan = lost.find(
    township => !left.some(person => administers(person, township) || administers(person, county)),
  )
  return orphan === undefined ? null : refuse('people.last-admin', { name: before.name, township: orphan })
}

/** PE-9: a body puts only its own teams on duty; the centre and the administrator any. */
export function whyNotTeamDuty(actor: Actor, team: Team, township: Id<'organisation'>): Refusal | null {
  const posts = actor.posts.filter(post => can({ ...actor, posts: [post] }, 'teams.set-duty', township))
  const may = posts.some(post => post.role !== 'body' || post.organisationId === team.organisationId)
  return may ? null : refuse('access.denied', { permission: 'teams.set-duty' })
}
