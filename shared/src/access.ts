import type { Id } from './ids.ts'

/**
 * The reviewed table of who may do what. A command, query, route or socket event names one permission;
 * a role holds a list of them. `tests/repository/access.test.ts` fails where one is missing here.
 */
export const roles = [
  'admin',
  'auditor',
  'leader',
  'shift_lead',
  'dispatcher',
  'intake',
  'verifier',
  'inspector',
  'reviewer',
  'body',
  'member',
  'grid_worker',
  'upstream',
  'citizen',
  'wall',
  'system',
] as const
export type Role = (typeof roles)[number]

export const permissions = [
  'organisations.read',
  'organisations.manage',
  'responses.declare',
  'people.read',
  'people.manage',
  'people.set-own-duty',
  'teams.set-duty',
  'matters.read',
  'matters.manage',
  'cameras.read',
  'cameras.manage',
  'cameras.play',
  'cameras.revoke',
  'cameras.register',
  'reports.submit',
  'reports.reveal-contact',
  'incidents.read',
  'incidents.intake',
  'incidents.dispatch',
  'incidents.lead',
  'incidents.handle',
  'incidents.verify',
  'incidents.approve',
  'incidents.inspect',
  'incidents.reopen',
  'incidents.note',
  'incidents.time',
  'incidents.import',
  'tasks.act',
  'positions.send',
  'positions.read',
  'notifications.own',
  'notifications.send',
  'supervision.chase',
  'supervision.supervise',
  'supervision.answer',
  'evaluation.read',
  'audit.read',
  'replay.read',
  'replay.export',
  'system.time',
] as const
export type Permission = (typeof permissions)[number]

const everyone: readonly Permission[] = ['organisations.read', 'matters.read', 'notifications.own']

const staff: readonly Permission[] = [
  ...everyone,
  'people.read',
  'cameras.read',
  'incidents.read',
  'incidents.note',
  'positions.read',
  'evaluation.read',
  'reports.submit',
]

/** Looking back at the whole situation, and taking a report of it away. */
const review: readonly Permission[] = ['replay.read', 'replay.export']

export const grants: Readonly<Record<Role, readonly Permission[]>> = {
  admin: [
    ...everyone,
    'people.read',
    'people.manage',
    'organisations.manage',
    'matters.manage',
    'cameras.read',
    'cameras.manage',
    'cameras.revoke',
    'cameras.register',
    'teams.set-duty',
    'incidents.import',
    'evaluation.read',
    'audit.read',
  ],
  auditor: [
    ...everyone,
    'people.read',
    'cameras.read',
    'cameras.register',
    'audit.read',
    'incidents.read',
    'evaluation.read',
    ...review,
  ],
  leader: [
    ...staff,
    ...review,
    'responses.declare',
    'cameras.play',
    'cameras.revoke',
    'cameras.register',
    'incidents.approve',
    'incidents.lead',
    'incidents.reopen',
    'supervision.chase',
    'supervision.supervise',
  ],
  shift_lead: [
    ...staff,
    'cameras.play',
    'cameras.revoke',
    'cameras.register',
    ...review,
    'incidents.intake',
    'incidents.dispatch',
    'responses.declare',
    'incidents.lead',
    'incidents.approve',
    'reports.reveal-contact',
    'supervision.chase',
    'teams.set-duty',
    'notifications.send',
  ],
  dispatcher: [
    ...staff,
    'cameras.play',
    'replay.read',
    'incidents.intake',
    'incidents.dispatch',
    'reports.reveal-contact',
    'supervision.chase',
    'teams.set-duty',
    'notifications.send',
  ],
  intake: [...staff, 'cameras.play', 'incidents.intake', 'reports.reveal-contact'],
  verifier: [...staff, 'cameras.play', 'incidents.verify', 'incidents.reopen', 'reports.reveal-contact'],
  inspector: [
    ...staff,
    'cameras.play',
    'cameras.register',
    ...review,
    'incidents.inspect',
    'incidents.reopen',
    'supervision.chase',
    'supervision.supervise',
    'audit.read',
  ],
  reviewer: staff,
  body: [...staff, 'cameras.play', 'incidents.handle', 'tasks.act', 'teams.set-duty', 'supervision.answer'],
  member: [
    ...everyone,
    'people.read',
    'incidents.read',
    'incidents.note',
    'reports.submit',
    'tasks.act',
    'positions.send',
    'people.set-own-duty',
  ],
  grid_worker: [
    ...everyone,
    'incidents.read',
    'incidents.note',
    'reports.submit',
    'tasks.act',
    'positions.send',
    'people.set-own-duty',
  ],
  upstream: ['reports.submit', 'matters.read', 'organisations.read'],
  citizen: ['reports.submit', 'incidents.reopen'],
  wall: [
    'organisations.read',
    'matters.read',
    'cameras.read',
    'cameras.play',
    'incidents.read',
    'positions.read',
    'evaluation.read',
  ],
  system: [...permissions],
}

/** A person's place: which role, in which township (or the county), for which body and team. */
export interface Post {
  readonly role: Role
  readonly township: Id<'organisation'>
  readonly organisationId: Id<'organisation'>
  readonly teamId?: Id<'team'> | undefined
}

/** Who asks, as the server established it from the session; never taken from the request. */
export interface Actor {
  readonly id: string
  readonly name: string
  readonly personId: Id<'person'> | null
  readonly posts: readonly Post[]
  /** The county's own id: a post there reaches every township. */
  readonly county: Id<'organisation'>
}

/** The posts that count in a township: those held there and those held at the county. */
export function postsIn(actor: Actor, township: Id<'organisation'>): readonly Post[] {
  return actor.posts.filter(post => post.township === township || post.township === actor.county)
}

/** Whether the actor may do `permission` in `township`. The client asks the same function to show only what works. */
export function can(actor: Actor, permission: Permission, township: Id<'organisation'>): boolean {
  return postsIn(actor, township).some(post => grants[post.role].includes(permission))
}

export function holds(actor: Actor, role: Role, township: Id<'organisation'>): boolean {
  return postsIn(actor, township).some(post => post.role === role)
}

/** Roles that sit in the command centre and see a township whole. */
const centreRoles: readonly Role[] = [
  'admin',
  'auditor',
  'leader',
  'shift_lead',
  'dispatcher',
  'intake',
  'verifier',
  'inspector',
  'reviewer',
  'system',
]

/**
 * The scopes an actor listens to in a stream (F-11). An entity travels to a viewer where one of the
 * viewer's scopes is among the entity's audience. Empty means: no sight of this township at all.
 */
export function scopesOf(actor: Actor, township: Id<'organisation'>): readonly string[] {
  const scopes = new Set<string>()
  // The county's stream carries what everyone needs: bodies, matters, calendars.
  if (township === actor.county && actor.posts.length > 0) scopes.add('all')
  for (const post of postsIn(actor, township)) {
    scopes.add('all')
    if (centreRoles.includes(post.role)) scopes.add('duty')
    if (post.role === 'wall') scopes.add('room')
    if (post.role === 'admin') scopes.add('admin')
    if (post.role === 'body') scopes.add(`body:${post.organisationId}`)
    if (post.teamId !== undefined) scopes.add(`team:${post.teamId}`)
    if (actor.personId !== null) scopes.add(`person:${actor.personId}`)
  }
  return [...scopes].sort()
}
