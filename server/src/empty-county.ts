import type { Actor } from '@one-centre/shared/access'
import { newId, type Id } from '@one-centre/shared/ids'
import { isRefusal } from '@one-centre/shared/refusals'
import { calendarSeed } from './features/clocks/index.ts'
import { organisationKind } from './features/organisations/index.ts'
import type { Kernel } from './kernel/kernel.ts'

/** The years whose holidays a fresh county starts with; years not published yet raise the calendar's alarm. */
const CALENDAR_YEARS = { from: 2023, to: 2027 } as const

export interface FirstAdmin {
  readonly signInName: string
  readonly oneTimePassword: string
}

/**
 * Gives a new installation the least it needs: the county itself, the working calendar and one administrator,
 * all through the one door. Null where the county is there already.
 */
export async function prepareEmptyCounty(kernel: Kernel): Promise<FirstAdmin | null> {
  if (kernel.reference.find(organisationKind, kernel.county) !== undefined) return null
  const { county } = kernel
  await ask(kernel, 'organisations.save', {
    organisationId: county,
    version: null,
    code: 'county',
    name: '本县',
    shortName: '本县',
    type: 'county',
    verifies: false,
    parentId: null,
    agencyId: null,
    position: null,
    phone: '',
  })
  await saveCalendar(kernel)
  const signInName = 'admin'
  const answer = await ask(kernel, 'people.save', {
    personId: newId(),
    version: null,
    name: '系统管理员',
    phone: '',
    title: '系统管理员',
    organisationId: county,
    posts: [{ role: 'admin', township: county, organisationId: county }],
    signInName,
  })
  const { oneTimePassword } = answer as { readonly oneTimePassword: string | null }
  if (oneTimePassword === null) throw new Error('the first administrator has no password')
  return { signInName, oneTimePassword }
}

export async function saveCalendar(kernel: Kernel): Promise<void> {
  for (const year of calendarSeed(kernel.county, CALENDAR_YEARS.from, CALENDAR_YEARS.to)) {
    const { id: _id, township: _township, version: _version, ...fields } = year
    await ask(kernel, 'calendar.save-year', { ...fields, version: null })
  }
}

async function ask(kernel: Kernel, name: string, params: object): Promise<unknown> {
  const actor: Actor = kernel.system
  const township: Id<'organisation'> = kernel.county
  const outcome = await kernel.commands.run(actor, name, { commandId: newId(), township, params })
  if (isRefusal(outcome))
    throw new Error(`${name} was refused: ${outcome.code} ${JSON.stringify(outcome.detail)}`)
  return outcome.answer
}
