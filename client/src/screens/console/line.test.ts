import type { Incident } from '@one-centre/shared/incidents'
import type { Team } from '@one-centre/shared/people'
import { expect, test } from 'vitest'
import { findIncident, findTeam } from './find.ts'
import { completed, readLine, slotAtEnd } from './line.ts'

test('CO-20 each line of the specification is read', () => {
  expect(readLine('n 占道经营 @城东菜场 p3')).toEqual({
    act: 'new',
    words: '占道经营',
    place: '城东菜场',
    level: 3,
  })
  expect(readLine('d 1203 执法2 城管7')).toMatchObject({
    act: 'dispatch',
    teams: ['执法2', '城管7'],
    reason: '',
  })
  expect(readLine('d 1203 执法2 !人手 不足')).toMatchObject({ teams: ['执法2'], reason: '人手 不足' })
  expect(readLine('s 执法2 dc')).toMatchObject({ act: 'status', status: 'dc' })
  expect(readLine('？ 1203')).toEqual({ act: 'show', incident: '1203' })
  expect(readLine('r 1203')).toEqual({ act: 'advise', incident: '1203' })
  expect(readLine('m 执法2 注意 安全')).toEqual({ act: 'message', team: '执法2', words: '注意 安全' })
  expect(readLine('up 1203 p1')).toEqual({ act: 'level', incident: '1203', level: 1 })
  expect(readLine('mg 1203 1207')).toEqual({ act: 'merge', incident: '1203', master: '1207' })
  expect(readLine('cl 1203 已清理')).toEqual({ act: 'close', incident: '1203', words: '已清理' })
  expect(readLine('ack')).toEqual({ act: 'acknowledge' })
})

test('CO-20 an unfinished or unknown line says what is wrong with it', () => {
  expect(readLine('x 1203')).toEqual({ flaw: 'unknown-word', word: 'x' })
  expect(readLine('d')).toEqual({ flaw: 'missing', slot: 'incident' })
  expect(readLine('d 1203')).toEqual({ flaw: 'missing', slot: 'team' })
  expect(readLine('d 1203 !急')).toEqual({ flaw: 'missing', slot: 'team' })
  expect(readLine('up 1203 p9')).toEqual({ flaw: 'missing', slot: 'level' })
  expect(readLine('s 执法2 zz')).toEqual({ flaw: 'unknown-status', word: 'zz' })
  expect(readLine('n 占道经营')).toEqual({ flaw: 'missing', slot: 'place' })
})

test('CO-21 the last word is completed by what stands in its place', () => {
  expect(slotAtEnd('d')).toEqual({ slot: 'word', typed: 'd' })
  expect(slotAtEnd('d 12')).toEqual({ slot: 'incident', typed: '12' })
  expect(slotAtEnd('d 1203 执法2 城')).toEqual({ slot: 'team', typed: '城' })
  expect(slotAtEnd('n 占道 @城')).toEqual({ slot: 'place', typed: '城' })
  expect(slotAtEnd('s 执法2 ')).toEqual({ slot: 'status', typed: '' })
  expect(completed('d 1203 执', '执法二队')).toBe('d 1203 执法二队 ')
  expect(completed('n 占道 @城', '城东菜场')).toBe('n 占道 @城东菜场 ')
})

test('CO-22 a number is the end of the incident’s, a team is meant by some of its characters', () => {
  const incident = (number: string) => ({ id: number, number, title: '' }) as Incident
  const team = (name: string) => ({ id: name, name, code: name }) as Team
  const incidents = [incident('SJ-2026-001203'), incident('SJ-2026-000203')]
  const teams = [team('青岚执法二中队'), team('青岚执法一中队'), team('青岚城管七组')]

  expect(findIncident('1203', incidents)).toMatchObject({ kind: 'one' })
  expect(findIncident('203', incidents)).toMatchObject({ kind: 'one', thing: { number: 'SJ-2026-000203' } })
  expect(findIncident('SJ-2026-001203', incidents)).toMatchObject({ thing: { number: 'SJ-2026-001203' } })
  expect(findIncident('sj-2026-000203', incidents)).toMatchObject({ thing: { number: 'SJ-2026-000203' } })
  expect(findIncident('SJ-2026-1203', incidents)).toMatchObject({ kind: 'none' })
  expect(findIncident('9', incidents)).toEqual({ kind: 'none', word: '9' })
  expect(findTeam('执法2', teams)).toMatchObject({ kind: 'one', thing: { name: '青岚执法二中队' } })
  expect(findTeam('执法', teams)).toMatchObject({ kind: 'many' })
})
