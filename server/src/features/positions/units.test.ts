import type { Person, Team } from '@one-centre/shared/people'
import { expect, test } from 'vitest'
import { unitOfPerson, unitOfTeam } from './units.ts'

const TOWN = '019a0000-0000-7000-8000-000000000001'
const team: Team = {
  id: '019a0000-0000-7000-8000-0000000000bb',
  township: TOWN,
  version: 1,
  code: 'CG-1',
  name: '城管一中队',
  kind: 'enforcement',
  organisationId: TOWN,
  memberIds: [],
  capabilities: [],
  vehicle: '川A·12345',
  base: null,
  onDuty: true,
  retired: false,
}
const personWith = (given: Partial<Person>): Person => ({
  id: '019a0000-0000-7000-8000-0000000000aa',
  township: TOWN,
  version: 1,
  name: '王小明',
  phone: '13800000000',
  title: '网格员',
  organisationId: TOWN,
  posts: [],
  onDuty: true,
  onDutySince: null,
  disabled: false,
  ...given,
})
const post = { role: 'member', township: TOWN, organisationId: TOWN } as const
const findTeam = (id: string) => (id === team.id ? team : undefined)

test('PO-28 a person is named by the team, else by the title, never by name or phone', () => {
  const units = [
    unitOfPerson(personWith({ posts: [post, { ...post, teamId: team.id }] }), findTeam),
    unitOfPerson(personWith({ posts: [post] }), findTeam),
    unitOfPerson(personWith({ posts: [{ ...post, teamId: TOWN }], title: '' }), findTeam),
  ]

  expect(units.map(unit => [unit.label, unit.teamKind])).toEqual([
    ['城管一中队', 'enforcement'],
    ['网格员', null],
    ['', null],
  ])
  expect(JSON.stringify(units)).not.toMatch(/王小明|13800000000/)
})

test('PO-2 a team’s vehicle belongs to the team, so that its track is found', () => {
  expect(unitOfTeam(team)).toEqual({
    kind: 'team',
    id: team.id,
    label: '城管一中队',
    teamId: team.id,
    teamKind: 'enforcement',
  })
})
