import { can, type Actor } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'

/** The parts of the administration, in the order of the tabs. */
export const sections = [
  'people',
  'organisations',
  'teams',
  'matters',
  'grids',
  'cameras',
  'viewings',
  'tables',
  'calendar',
  'tokens',
  'trail',
  'reveals',
] as const
export type Section = (typeof sections)[number]

/** Tabs in which the actor has something to see or to do (U-64). */
export function sectionsFor(actor: Actor, township: Id<'organisation'>): readonly Section[] {
  const may = (permission: Parameters<typeof can>[1]): boolean => can(actor, permission, township)
  const open: Readonly<Record<Section, boolean>> = {
    people: may('people.read'),
    organisations: may('organisations.read'),
    teams: may('people.read'),
    matters: may('matters.read'),
    grids: may('organisations.read'),
    cameras: may('cameras.read'),
    viewings: may('cameras.register'),
    tables: may('people.manage') || may('organisations.manage') || may('matters.manage'),
    calendar: may('matters.read'),
    tokens: may('people.manage'),
    trail: may('audit.read'),
    reveals: may('audit.read'),
  }
  return sections.filter(section => open[section])
}

/** The section an address names, or the first that is open. */
export function sectionOf(named: unknown, open: readonly Section[]): Section | undefined {
  return open.find(section => section === named) ?? open[0]
}

/** The township an address names, the one administered first where it names none. */
export function scopeOf<Scope extends { readonly township: string }>(
  named: unknown,
  scopes: readonly Scope[],
): Scope | undefined {
  return scopes.find(scope => scope.township === named) ?? scopes[0]
}
