import { incidentActions } from '@one-centre/shared/incident-table'
import { incidentStates, type Incident } from '@one-centre/shared/incidents'
import type { Matter } from '@one-centre/shared/matters'
import type { Task } from '@one-centre/shared/tasks'
import { expect, test } from 'vitest'
import { fieldsOf, localOf, missingFields, textOf } from './fields.ts'
import { forms, isFormed, unformed } from './forms.ts'
import {
  countsOf,
  happenedAt,
  isOpenIncident,
  keepLists,
  listNames,
  outcomeKnown,
  overdueIn,
  queues,
  reallyAt,
  settledLists,
} from './view.ts'

const NOW = Date.parse('2026-11-23T08:00:00.000Z')

function incident(over: Partial<Incident>): Incident {
  const stamps = { reportedAt: '2026-11-23T07:00:00.000Z' } as Incident['stamps']
  return { id: 'one', level: 3, state: 'filed', dueBy: null, stamps, ...over } as Incident
}

function listsOf(all: readonly Incident[], now: number) {
  const settled = settledLists(all)
  return { ...settled, overdue: overdueIn(settled.open, now) }
}

test('CO-1 each open incident is in exactly one queue, and figures are lengths', () => {
  const all = incidentStates.map(state => incident({ id: state, state }))

  const lists = listsOf(all, NOW)

  for (const one of all) {
    const found = queues.filter(queue => lists[queue].includes(one))
    expect(found, one.state).toHaveLength(isOpenIncident(one) ? 1 : 0)
  }
  for (const name of listNames) expect(countsOf(lists)[name]).toBe(lists[name].length)
})

test('CO-2 level first, then what is due first, then the oldest', () => {
  const calm = incident({ id: 'calm' })
  const due = incident({ id: 'due', dueBy: '2026-11-23T07:59:00.000Z' })
  const grave = incident({ id: 'grave', level: 1 })

  const { open, overdue } = listsOf([calm, due, grave], NOW)

  expect(open.map(one => one.id)).toEqual(['grave', 'due', 'calm'])
  expect(overdue.map(one => one.id)).toEqual(['due'])
})

test('WA-12 lists a second later are those of before, and only the one that changed is new', () => {
  const all = [incident({ id: 'calm' }), incident({ id: 'due', dueBy: '2026-11-23T08:00:00.500Z' })]
  const before = listsOf(all, NOW)

  const same = keepLists(before, listsOf(all, NOW + 400))
  const late = keepLists(before, listsOf(all, NOW + 1_000))

  expect(same).toBe(before)
  expect(late.open).toBe(before.open)
  expect(late.overdue.map(one => one.id)).toEqual(['due'])
})

test('CO-3 every act of the machine has a form or a named place elsewhere', () => {
  const elsewhere: readonly string[] = unformed

  for (const action of incidentActions)
    expect(isFormed(action) !== elsewhere.includes(action), action).toBe(true)
})

test('CO-4 what is required and empty is named; a broken instant counts as missing', () => {
  const { fields } = forms['request-extension']

  expect(missingFields(fields, { reason: '  ', until: '' })).toEqual(['reason', 'until'])
  expect(missingFields(fields, { reason: 'rain', until: 'soon' })).toEqual(['until'])
  expect(missingFields(fields, { reason: 'rain', until: '2026-11-24T10:00' })).toEqual([])
})

test('CO-27 the outcome is shown as soon as anybody has written of it', () => {
  const nothing = { completion: null, stagePhotos: [], verifications: [], callBack: null }

  expect(outcomeKnown(incident(nothing))).toBe(false)
  expect(outcomeKnown(incident({ ...nothing, completion: {} as Incident['completion'] }))).toBe(true)
  expect(outcomeKnown(incident({ ...nothing, callBack: {} as Incident['callBack'] }))).toBe(true)
})

test('CO-28 a completion marks the photos its matter demands and begins with what is known', () => {
  const times = { accepted: null, done: { deviceAt: null, serverAt: '2026-11-23T09:30:00.000Z' } }
  const task = { cycle: 1, times, corrections: [], result: ' cleared ', photos: ['p1'] } as unknown as Task
  const before = { ...task, cycle: 2, result: 'of another turn', photos: ['p2'] }
  const handled = incident({
    cycle: 1,
    photos: [],
    stagePhotos: [],
    stamps: { acceptedAt: '2026-11-23T09:00:00.000Z' } as Incident['stamps'],
  })
  const evidence = { photoBefore: true, photoAfter: true, photoPerStage: false }
  const around = { tasks: [task, before], matter: { evidence } as Matter }

  const values = forms.complete.start(handled, around)
  const fields = fieldsOf(forms.complete, handled, around)

  expect(values).toEqual({
    receivedAt: localOf(Date.parse('2026-11-23T09:00:00.000Z')),
    doneBy: localOf(Date.parse('2026-11-23T09:30:00.000Z')),
    done: 'cleared',
    photosAfter: ['p1'],
  })
  expect(textOf(values, 'measures')).toBe('')
  expect(missingFields(fields, values)).toEqual(['measures', 'spokenTo', 'photosBefore'])
  expect(missingFields(fieldsOf(forms.complete, { ...handled, photos: ['r'] }, around), values)).toEqual([
    'measures',
    'spokenTo',
  ])
})

test('CO-36 the arrival a phone sent late is shown with when it really was', () => {
  const arrivedAt = '2026-11-23T09:00:00.000Z'
  const there = incident({ stamps: { arrivedAt, acceptedAt: null } as Incident['stamps'] })
  const task = (deviceAt: string | null) =>
    ({ times: { onScene: { serverAt: arrivedAt, deviceAt } }, corrections: [] }) as unknown as Task

  expect(reallyAt(there, [task('2026-11-23T08:20:00.000Z')], 'arrivedAt')).toBe('2026-11-23T08:20:00.000Z')
  expect(reallyAt(there, [task(null)], 'arrivedAt')).toBeNull()
  expect(reallyAt(there, [task(null)], 'acceptedAt')).toBeNull()
})

test('CO-37 when it happened is the earliest that a report says', () => {
  const [early, late] = ['2026-11-22T01:00:00.000Z', '2026-11-23T01:00:00.000Z']

  expect(happenedAt([{ happenedAt: late }, { happenedAt: null }, { happenedAt: early }])).toBe(early)
  expect(happenedAt([{ happenedAt: null }])).toBeNull()
})
