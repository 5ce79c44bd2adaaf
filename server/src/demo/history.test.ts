import { expect, it } from 'vitest'
import { generateCounty } from './county.ts'
import { tellHistory, type PastIncident } from './history.ts'
import { DAY } from './local-time.ts'
import { weatherBetween } from './weather.ts'

const NOW = Date.parse('2026-11-23T10:00:00+08:00')
const county = generateCounty(7)
const history = tellHistory(county, NOW)

const of = (name: string): readonly PastIncident[] => {
  const matter = county.matters.find(each => each.name === name)!
  return history.filter(each => each.matter === matter.key)
}

const share = (list: readonly PastIncident[], holds: (incident: PastIncident) => boolean): number =>
  list.filter(holds).length / list.length

it('DM-13 tells a year of closed incidents in order', () => {
  expect(history.length).toBeGreaterThan(9000)
  expect(history.length).toBeLessThan(12_000)
  expect(tellHistory(county, NOW)).toEqual(history)
  const teams = new Map(county.teams.map(team => [team.key, team]))
  for (const each of history) {
    const instants = [
      each.reportedAt,
      each.filedAt,
      each.dispatchedAt,
      each.acceptedAt,
      each.arrivedAt,
      each.handledAt,
      each.closedAt,
      NOW,
    ]
    expect(instants, each.key).toEqual([...instants].sort((a, b) => a - b))
    expect(instants.every(Number.isInteger), each.key).toBe(true)
    expect([each.township, 'org:county'], each.key).toContain(teams.get(each.team)!.township)
  }
  expect(history[0]!.reportedAt).toBeGreaterThan(NOW - 367 * DAY)
})

it('DM-14 goes wrong sometimes, not often', () => {
  for (const wrong of [
    share(history, each => each.chases > 0),
    share(history, each => each.rework > 0),
    share(history, each => each.returns > 0),
    share(history, each => each.satisfaction === 'dissatisfied'),
  ]) {
    expect(wrong).toBeGreaterThan(0.01)
    expect(wrong).toBeLessThan(0.15)
  }
})

it('DM-15 follows the seasons and the hours', () => {
  const newYear = Date.parse('2026-02-17T00:00:00+08:00')
  const storms = weatherBetween(7, NOW - 365 * DAY, NOW).filter(spell => spell.kind === 'rainstorm')
  const duringStorm = (at: number): boolean =>
    storms.some(storm => storm.from - DAY < at && storm.to + DAY > at)
  const hour = (at: number): number => new Date(at + 8 * 3_600_000).getUTCHours()

  expect(
    share(of('违规燃放烟花爆竹'), each => Math.abs(each.reportedAt - newYear) < 17 * DAY),
  ).toBeGreaterThan(0.7)
  expect(share(of('道路积水'), each => duringStorm(each.reportedAt))).toBeGreaterThan(0.5)
  expect(share(of('占道夜市烧烤'), each => hour(each.reportedAt) >= 18)).toBeGreaterThan(0.7)
})

it('DM-16 writes whole sentences', () => {
  for (const { text } of history) {
    expect(text).not.toMatch(/[{}]|undefined|附近附近/)
    expect(text.length).toBeLessThanOrEqual(200)
  }
  expect(new Set(history.map(each => each.text)).size).toBeGreaterThan(history.length * 0.75)
})

it('DM-17 keeps the weather of a year whenever it is asked', () => {
  const from = Date.parse('2026-06-01T00:00:00+08:00')
  const july = weatherBetween(7, from, from + 60 * DAY)
  const wide = weatherBetween(7, from - 500 * DAY, from + 300 * DAY)
  expect(july.length).toBeGreaterThan(0)
  expect(wide).toEqual(expect.arrayContaining([...july]))
})
