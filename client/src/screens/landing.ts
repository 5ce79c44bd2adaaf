import { can, grants, type Actor, type Role } from '@one-centre/shared/access'

/** Posts whose whole work is on the phone, or whose screen nobody sits at. */
const phoneRoles: readonly Role[] = ['member', 'grid_worker']
const deskless: readonly Role[] = [...phoneRoles, 'wall']

/** The screens a signed-in person may open, by path. */
export const screenPaths = ['/wall', '/console', '/map', '/field', '/admin'] as const
export type ScreenPath = (typeof screenPaths)[number]

/** The first role a person holds in this order decides where they land. */
const landing: readonly (readonly [Role, ScreenPath])[] = [
  ['wall', '/wall'],
  ['member', '/field'],
  ['grid_worker', '/field'],
  ['leader', '/map'],
  ['admin', '/admin'],
  ['auditor', '/admin'],
]

export function landingFor(actor: Actor): ScreenPath {
  const roles = new Set(actor.posts.map(post => post.role))
  return landing.find(([role]) => roles.has(role))?.[1] ?? '/console'
}

/** What the navigation offers. The server decides anew at every request; this only hides what would be refused. */
export function screensFor(actor: Actor): readonly ScreenPath[] {
  const roles = new Set(actor.posts.map(post => post.role))
  const may = (permission: Parameters<typeof can>[1]): boolean =>
    actor.posts.some(post => can(actor, permission, post.township))
  const inField = phoneRoles.some(role => roles.has(role))
  // Each post counts for itself: who leads a team and answers for its body works in both places.
  const reads = ({ role }: Actor['posts'][number]): boolean => grants[role].includes('incidents.read')
  const centre = actor.posts.some(post => reads(post) && !phoneRoles.includes(post.role))
  const desk = actor.posts.some(post => reads(post) && !deskless.includes(post.role))
  return screenPaths.filter(path => {
    if (path === '/admin') return may('people.manage') || may('audit.read')
    if (path === '/field') return may('tasks.act') && inField
    if (path === '/console') return desk
    return centre
  })
}
