import type { Incident } from '@one-centre/shared/incidents'
import type { Matter } from '@one-centre/shared/matters'
import type { Team } from '@one-centre/shared/people'
import { expect, test } from 'vitest'
import { adviseTeams, type AdviceInput, type Seen } from './advice.ts'

const town = 'town'
const incident = {
  township: town,
  place: { address: '', position: { lon: 120, lat: 30 }, gridIds: [], located: 'point' },
} as unknown as Incident
const matter = {
  leadOrganisationIds: ['body'],
  assistingOrganisationIds: ['helper'],
  teamKinds: ['repair'],
  capabilities: ['高空作业证'],
  basis: '赋权清单 12',
} as unknown as Matter

const team = (id: string, more: Partial<Team> = {}): Team => ({
  id,
  township: town,
  version: 1,
  code: id,
  name: id,
  kind: 'repair',
  organisationId: 'body',
  memberIds: [],
  capabilities: ['高空作业证'],
  vehicle: '',
  base: { lon: 120, lat: 30.01 },
  onDuty: true,
  retired: false,
  ...more,
})

const advise = (teams: readonly Team[], more: Partial<AdviceInput> = {}): ReturnType<typeof adviseTeams> =>
  adviseTeams({ incident, matter, teams, busy: [], seen: () => undefined, ...more })

test('T-15 picks come nearest first, those that may lead before those that assist', () => {
  const near: Seen = { position: { lon: 120, lat: 30.001 }, ageSeconds: 8, stale: false }
  const teams = [
    team('far'),
    team('seen'),
    team('helper', { organisationId: 'helper', base: { lon: 120, lat: 30 } }),
    team('nowhere', { base: null }),
  ]

  const advice = advise(teams, { seen: id => (id === 'seen' ? near : undefined) })

  expect(advice.map(one => [one.teamId, one.pick, one.from, one.distanceMetres])).toEqual([
    ['seen', true, 'position', 111],
    ['far', true, 'base', 1_112],
    ['nowhere', true, 'nowhere', null],
    ['helper', true, 'base', 0],
  ])
})

test('T-15 every reason against a team is named with its facts', () => {
  const old: Seen = { position: { lon: 120, lat: 30 }, ageSeconds: 720, stale: true }
  const teams = [
    team('busy'),
    team('stale'),
    team('off', { onDuty: false }),
    team('bare', { capabilities: [] }),
    team('kind', { kind: 'medical' }),
    team('alien', { organisationId: 'stranger' }),
    team('abroad', { township: 'county' }),
    team('gone', { retired: true }),
  ]

  const advice = advise(teams, {
    busy: [{ teamId: 'busy', incidentId: 'other', incidentNumber: 'SJ-2026-000007' }],
    seen: id => (id === 'stale' ? old : undefined),
  })

  const against = new Map(advice.map(one => [one.teamId, one.against]))
  expect(advice.some(one => one.pick)).toBe(false)
  expect(against.has('gone')).toBe(false)
  expect(against.get('busy')).toMatchObject([{ reason: 'busy', incidentNumber: 'SJ-2026-000007' }])
  expect(against.get('stale')).toMatchObject([{ reason: 'stale', ageSeconds: 720 }])
  expect(against.get('off')).toMatchObject([{ reason: 'off-duty' }])
  expect(against.get('bare')).toMatchObject([{ reason: 'not-certified', missing: ['高空作业证'] }])
  expect(against.get('kind')).toMatchObject([{ reason: 'wrong-kind', missing: ['repair'] }])
  expect(against.get('alien')).toMatchObject([{ reason: 'not-competent' }])
  expect(against.get('abroad')).toMatchObject([{ reason: 'other-township' }])
})
