import { can, type Actor, type Role } from '@one-centre/shared/access'

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
  const inField = roles.has('member') || roles.has('grid_worker')
  const centre = may('incidents.read') && !inField
  return screenPaths.filter(path => {
    if (path === '/admin') return may('people.manage') || may('audit.read')
    if (path === '/field') return may('tasks.act') && inField
    if (path === '/console') return centre && !roles.has('wall')
    return centre
  })
}
