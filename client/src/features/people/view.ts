import { can, roles, type Actor, type Post, type Role } from '@one-centre/shared/access'
import { newId, type Id } from '@one-centre/shared/ids'
import { SIGN_IN_NAME, type Person } from '@one-centre/shared/people'
import { optionalCell, readTable, type Cells, personHeaders } from '@one-centre/shared/tables'

/** The roles a person may be given (PE-2). */
export const givenRoles: readonly Role[] = roles.filter(role => role !== 'system' && role !== 'citizen')

export interface PersonForm {
  readonly personId: Id<'person'>
  readonly version: number | null
  name: string
  phone: string
  title: string
  organisationId: Id<'organisation'>
  posts: readonly Post[]
  signInName: string
  /** Said outright, because saving without a sign-in name closes an account. */
  withoutAccount: boolean
}

export function personForm(person: Person | undefined, body: Id<'organisation'>): PersonForm {
  return {
    personId: person?.id ?? newId<'person'>(),
    version: person?.version ?? null,
    name: person?.name ?? '',
    phone: person?.phone ?? '',
    title: person?.title ?? '',
    organisationId: person?.organisationId ?? body,
    posts: person?.posts ?? [],
    signInName: '',
    withoutAccount: false,
  }
}

/** What is still missing (U-62): without a sign-in name it must be said that there shall be no account. */
export function missingOf(form: PersonForm): readonly ('name' | 'signInName')[] {
  const named = form.withoutAccount || new RegExp(SIGN_IN_NAME).test(form.signInName)
  return [...(form.name === '' ? (['name'] as const) : []), ...(named ? [] : (['signInName'] as const))]
}

export interface SavedPerson {
  readonly personId: Id<'person'>
  readonly version: number | null
  readonly name: string
  readonly phone: string
  readonly title: string
  readonly organisationId: Id<'organisation'>
  readonly posts: Person['posts']
  readonly signInName: string | null
}

export function personOrder(form: PersonForm): SavedPerson {
  const { withoutAccount, signInName, posts, ...rest } = form
  // A post without a team has no such field on the wire.
  const sent = posts.map(({ teamId, ...post }) => (teamId === undefined ? post : { ...post, teamId }))
  return { ...rest, posts: sent, signInName: withoutAccount ? null : signInName }
}

/** Whether this administrator gives and takes the post (PE-3). */
export function reaches(actor: Actor, post: Pick<Post, 'township'>): boolean {
  return can(actor, 'people.manage', post.township)
}

/** Whether the account is this administrator's to reset or disable (PE-4). */
export function mayTouch(actor: Actor, person: Pick<Person, 'posts'>): boolean {
  return person.posts.every(post => reaches(actor, post))
}

const accountColumns = {
  name: { headers: [personHeaders.name], required: true, read: optionalCell(200) },
  phone: { headers: [personHeaders.phone], required: true, read: optionalCell(200) },
  body: { headers: [personHeaders.body], required: true, read: optionalCell(200) },
  signInName: { headers: [personHeaders.signInName], required: true, read: optionalCell(200) },
} as const

/**
 * The sign-in name of a person in the exported table: it travels nowhere else. Null where the row has none; undefined
 * where the person is not there exactly once (U-63), because a guess would rename or close an account.
 */
export function signInNameIn(
  cells: Cells,
  person: { readonly name: string; readonly phone: string; readonly bodyCode: string },
): string | null | undefined {
  const found = readTable(cells, accountColumns).rows.filter(
    ({ values }) =>
      values.name === person.name && values.phone === person.phone && values.body === person.bodyCode,
  )
  const [only, ...more] = found
  if (only === undefined || more.length > 0) return undefined
  return only.values.signInName === '' ? null : only.values.signInName
}

/** The cells of a CSV with quotes as RFC 4180 has them. */
export function csvCells(text: string): Cells {
  const rows: string[][] = [[]]
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy
  const body = text.replace(/^\uFEFF/, '')
  while (cell.lastIndex < body.length) {
    const match = cell.exec(body)
    if (match === null) return []
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] !== ',' && cell.lastIndex < body.length) rows.push([])
  }
  return rows
}

/** Words in one field, parted by commas of either script. */
export function wordsIn(text: string): string[] {
  return [
    ...new Set(
      text
        .split(/[、，,;；]/)
        .map(word => word.trim())
        .filter(Boolean),
    ),
  ]
}
