import { derivedId } from '@one-centre/shared/ids'
import { limitSteps, type Limit, type Limits, type Matter } from '@one-centre/shared/matters'
import type { Organisation } from '@one-centre/shared/organisations'
import { describe, expect, it } from 'vitest'
import { readLimit, writeLimit } from './columns.ts'
import { mattersInForce, whyNotSave } from './rules.ts'
import { matterCells, planMatters } from './table.ts'

const town = derivedId<'organisation'>('town')
const county = derivedId<'organisation'>('county')
const body = { id: derivedId('body'), township: town, code: 'CG', retired: false } as Organisation

const hour: Limit = { kind: 'working-hour', amount: 120 }
const matter = (code: string, part: Partial<Matter> = {}): Matter => ({
  id: derivedId('matter', code),
  township: town,
  version: 1,
  code,
  major: '市容环卫',
  name: '暴露垃圾',
  level: 3,
  limits: Object.fromEntries(limitSteps.map(step => [step, hour])) as Limits,
  leadOrganisationIds: [body.id],
  assistingOrganisationIds: [],
  teamKinds: ['sanitation', 'enforcement'],
  capabilities: ['高空作业'],
  basis: '城市市容和环境卫生管理条例',
  evidence: { photoBefore: true, photoAfter: true, photoPerStage: false },
  stages: 1,
  validFrom: '2026-01-01',
  retired: false,
  ...part,
})
const bodies = new Map([[body.id, body]])

describe('matters', () => {
  it('MA-1 refuses a code that is taken', () => {
    expect(whyNotSave(derivedId('new'), matter('A'), undefined, [matter('A')], bodies)?.code).toBe(
      'matters.code-taken',
    )
    expect(whyNotSave(matter('A').id, matter('A'), matter('A'), [matter('A')], bodies)).toBeNull()
  })

  it('MA-2 refuses bodies that are unknown or retired, unless they were named before', () => {
    const retired = new Map([[body.id, { ...body, retired: true }]])

    expect(whyNotSave(matter('A').id, matter('A'), undefined, [], new Map())?.code).toBe(
      'matters.body-unknown',
    )
    expect(whyNotSave(matter('A').id, matter('A'), undefined, [], retired)?.code).toBe('matters.body-unknown')
    expect(whyNotSave(matter('A').id, matter('A'), matter('A'), [], retired)).toBeNull()
  })

  it('MA-4 puts the township before the county and the day before what is to come', () => {
    const theirs = matter('A', { id: 'county', township: county })
    const later = matter('B', { validFrom: '2027-01-01' })
    const gone = matter('C', { retired: true })
    const idsOn = (day: string, ...all: Matter[]): string[] =>
      mattersInForce(all, town, day).map(one => one.id)

    expect(idsOn('2026-11-23', theirs, matter('A'), later, gone)).toEqual([matter('A').id])
    expect(idsOn('2026-11-23', matter('A'), theirs)).toEqual([matter('A').id])
    expect(idsOn('2026-11-23', theirs)).toEqual(['county'])
    expect(idsOn('2027-01-01', later)).toEqual([later.id])
  })

  it.each([
    ['2 工作时', { kind: 'working-hour', amount: 120 }],
    ['0.5紧急工作时', { kind: 'emergency-hour', amount: 30 }],
    ['30分钟', { kind: 'emergency-hour', amount: 30 }],
    ['3 working-days', { kind: 'working-day', amount: 3 }],
    ['7天', { kind: 'calendar-day', amount: 7 }],
  ])('MA-5 reads the limit %s', (cell, value) => {
    expect(readLimit(cell)).toEqual({ value })
    expect(readLimit(writeLimit(value as Limit))).toEqual({ value })
  })

  it.each(['', '2', '两天', '0 工作日', '1.5 工作日', '-1 工作时', '99999999 工作时'])(
    'MA-5 refuses the limit "%s"',
    cell => {
      expect(readLimit(cell)).toHaveProperty('fault')
    },
  )

  it('MA-6 imports what it exports without a change', () => {
    const all = [matter('A'), matter('B', { level: 1, stages: 3, leadOrganisationIds: [] })]
    const context = { township: town, matters: all, bodies: [body], idOf: () => derivedId<'matter'>('new') }

    expect(planMatters(matterCells(all, [body], town), context)).toEqual({
      added: [],
      changed: [],
      unchanged: 2,
      errors: [],
    })
  })

  it('MA-6 tells every wrong row of a table and imports none', () => {
    const cells = matterCells([matter('A'), matter('A'), matter('C')], [body], town).map(row => [...row])
    cells[3]![3] = '十万火急'
    cells[3]![13] = '2026-02-30'
    cells[2]![4] = 'XX'

    const plan = planMatters(cells, { township: town, matters: [], bodies: [body], idOf: derivedId })

    expect(plan.added).toEqual([])
    expect(plan.errors).toMatchObject([
      { row: 4, column: '等级', code: 'not-allowed', value: '十万火急' },
      { row: 4, column: '生效日期', code: 'not-allowed' },
      { row: 3, column: '事项编码', code: 'twice' },
      { row: 3, column: '主办机构编码', code: 'unknown', value: 'XX' },
    ])
  })
})
