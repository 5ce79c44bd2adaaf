import { Type, type Static } from 'typebox'
import { roles } from './access.ts'
import {
  defineCommand,
  defineQuery,
  EntityHead,
  id,
  Instant,
  oneOf,
  optionalText,
  record,
  text,
} from './contract.ts'
import { Position } from './geo.ts'
import type { RefusalClass } from './refusals.ts'
import { TableCheck, TableExport, TableFile, TableRequest } from './tables.ts'

export const PostSchema = record({
  role: oneOf(roles),
  township: id<'organisation'>(),
  organisationId: id<'organisation'>(),
  teamId: Type.Optional(id<'team'>()),
})

/** A person of the organisation. The sign-in name and the password are not here: they never travel. */
export const Person = record({
  ...EntityHead,
  id: id<'person'>(),
  name: text(40),
  /** The work phone, for the people who may call; never a citizen's. */
  phone: optionalText(40),
  title: optionalText(40),
  organisationId: id<'organisation'>(),
  posts: Type.Array(PostSchema, { maxItems: 10 }),
  onDuty: Type.Boolean(),
  onDutySince: Type.Union([Instant, Type.Null()]),
  disabled: Type.Boolean(),
})
export type Person = Static<typeof Person>

export const teamKinds = [
  'enforcement',
  'police',
  'fire',
  'sanitation',
  'repair',
  'medical',
  'grid',
  'traffic',
  'inspection',
] as const
export type TeamKind = (typeof teamKinds)[number]

/** 队伍: people who can be dispatched together. Whether it is busy follows from its tasks; nobody writes it. */
export const Team = record({
  ...EntityHead,
  id: id<'team'>(),
  code: text(40),
  name: text(60),
  kind: oneOf(teamKinds),
  organisationId: id<'organisation'>(),
  memberIds: Type.Array(id<'person'>(), { maxItems: 60 }),
  /** Words that matters ask for: certificates, equipment. */
  capabilities: Type.Array(text(40), { maxItems: 20 }),
  vehicle: optionalText(40),
  base: Type.Union([Position, Type.Null()]),
  onDuty: Type.Boolean(),
  retired: Type.Boolean(),
})
export type Team = Static<typeof Team>

export const SIGN_IN_NAME = '^[a-z0-9][a-z0-9._-]{2,39}$'

export const savePerson = defineCommand({
  name: 'people.save',
  summary: 'Add a person, or change one; posts are what they may do',
  permission: 'people.manage',
  params: record({
    personId: id<'person'>(),
    version: Type.Union([Type.Integer(), Type.Null()]),
    name: Person.properties.name,
    phone: Person.properties.phone,
    title: Person.properties.title,
    organisationId: Person.properties.organisationId,
    posts: Person.properties.posts,
    /** Left out, the account stays as it is (a new person gets none); null closes it. */
    signInName: Type.Optional(Type.Union([Type.String({ pattern: SIGN_IN_NAME }), Type.Null()])),
  }),
  /** The one-time password of a new account is shown once and must be changed at the first sign-in. */
  answer: record({ personId: id<'person'>(), oneTimePassword: Type.Union([Type.String(), Type.Null()]) }),
})

export const disablePerson = defineCommand({
  name: 'people.disable',
  summary: 'End a person’s access at once',
  permission: 'people.manage',
  params: record({ personId: id<'person'>(), version: Type.Integer(), disabled: Type.Boolean() }),
  answer: record({ personId: id<'person'>() }),
})

export const resetPassword = defineCommand({
  name: 'people.reset-password',
  summary: 'Give a person a new one-time password and end their sessions',
  permission: 'people.manage',
  params: record({ personId: id<'person'>() }),
  answer: record({ oneTimePassword: Type.String() }),
})

export const personAccount = defineQuery({
  name: 'people.account',
  summary: 'Under which name a person signs in; null where there is no account',
  permission: 'people.manage',
  params: record({ personId: id<'person'>() }),
  answer: record({ signInName: Type.Union([Type.String(), Type.Null()]) }),
})

/** A number that can be dialled: digits with blanks and hyphens, a plus before them. Others are warned of, not refused. */
export const PHONE = /^\+?[0-9][0-9 -]{2,38}$/

export function isOddPhone(phone: string): boolean {
  return phone.trim() !== '' && !PHONE.test(phone.trim())
}

export const setOwnDuty = defineCommand({
  name: 'people.set-own-duty',
  summary: 'Come on duty, or go off',
  permission: 'people.set-own-duty',
  params: record({ onDuty: Type.Boolean() }),
  answer: record({ personId: id<'person'>() }),
})

export const saveTeam = defineCommand({
  name: 'teams.save',
  summary: 'Add a team, or change one',
  permission: 'people.manage',
  params: record({
    teamId: id<'team'>(),
    version: Type.Union([Type.Integer(), Type.Null()]),
    code: Team.properties.code,
    name: Team.properties.name,
    kind: Team.properties.kind,
    organisationId: Team.properties.organisationId,
    memberIds: Team.properties.memberIds,
    capabilities: Team.properties.capabilities,
    vehicle: Team.properties.vehicle,
    base: Team.properties.base,
  }),
  answer: record({ teamId: id<'team'>() }),
})

export const setTeamDuty = defineCommand({
  name: 'teams.set-duty',
  summary: 'Put a team on duty, or take it off',
  permission: 'teams.set-duty',
  params: record({ teamId: id<'team'>(), version: Type.Integer(), onDuty: Type.Boolean() }),
  answer: record({ teamId: id<'team'>() }),
})

export const retireTeam = defineCommand({
  name: 'teams.retire',
  summary: 'Take a team out of use; its history stays',
  permission: 'people.manage',
  params: record({ teamId: id<'team'>(), version: Type.Integer() }),
  answer: record({ teamId: id<'team'>() }),
})

export const checkPeopleImport = defineQuery({
  name: 'people.check-import',
  summary: 'Dry run of a table of people: what would be added or changed, and every error by row',
  permission: 'people.manage',
  params: TableFile,
  answer: TableCheck,
})

export const importPeople = defineCommand({
  name: 'people.import',
  summary: 'Import a CSV or XLSX table of people, all or nothing',
  permission: 'people.manage',
  params: TableFile,
  answer: record({
    added: Type.Integer(),
    changed: Type.Integer(),
    unchanged: Type.Integer(),
    /** Shown once; each must be changed at the first sign-in. */
    accounts: Type.Array(
      record({
        personId: id<'person'>(),
        name: Type.String(),
        signInName: Type.String(),
        oneTimePassword: Type.String(),
      }),
    ),
  }),
})

export const exportPeople = defineQuery({
  name: 'people.export',
  summary: 'The people as a table that can be imported again, or the empty table',
  permission: 'people.manage',
  params: TableRequest,
  answer: TableExport,
})

export const peopleRefusals = {
  'people.sign-in-name-taken': 'conflict',
  'people.organisation-unknown': 'rule',
  'people.team-unknown': 'rule',
  'people.post-out-of-reach': 'denied',
  'people.last-admin': 'rule',
  'people.no-account': 'rule',
  'people.disabled': 'rule',
  'teams.retired': 'rule',
  'teams.member-unknown': 'rule',
  'teams.code-taken': 'conflict',
} as const satisfies Record<string, RefusalClass>
