import type { EmergencyResponse } from '@one-centre/shared/responses'
import type { Task, TaskState, TaskTime } from '@one-centre/shared/tasks'
import { fromIso, HOUR, MINUTE, toIso } from '@one-centre/shared/time'
import { expect, test } from 'vitest'
import { runsAt, spanOf } from './reporting.ts'

const assignedAt = fromIso('2026-11-23T09:00:00.000Z')
const after = (minutes: number): number => assignedAt + minutes * MINUTE
const time = (server: number, device: number | null = null): TaskTime => ({
  serverAt: toIso(server),
  deviceAt: device === null ? null : toIso(device),
})

function task(
  times: Partial<Task['times']>,
  state: TaskState = 'accepted',
  endedAt: number | null = null,
): Task {
  return {
    id: 'task',
    township: 'town',
    teamId: 'team',
    state,
    endedAt: endedAt === null ? null : toIso(endedAt),
    times: {
      assigned: time(assignedAt),
      delivered: null,
      read: null,
      accepted: null,
      enRoute: null,
      onScene: null,
      working: null,
      done: null,
      released: null,
      ...times,
    },
  } as Task
}

test('PO-1 a task nobody has accepted gives no right to a position', () => {
  expect(spanOf(task({ delivered: time(after(1)), read: time(after(2)) }))).toBeUndefined()
})

test('FD-20 an acceptance in a tunnel counts from the tap on the phone, to its completion there', () => {
  const span = spanOf(task({ accepted: time(after(30), after(5)), done: time(after(31), after(25)) }, 'done'))

  expect(span).toMatchObject({ from: after(5), to: after(25) })
})

test('FD-20 an acceptance before the task was given, or after it was heard of, is not believed', () => {
  const early = spanOf(task({ accepted: time(after(30), assignedAt - HOUR) }))
  const late = spanOf(task({ accepted: time(after(30), after(30) + HOUR) }))
  const unknown = spanOf(task({ accepted: time(after(30), null) }))

  expect([early, late, unknown].map(span => span?.from)).toEqual([after(30), after(30), after(30)])
})

test('FD-20 a phone a little off is brought between the two instants the server knows', () => {
  const early = spanOf(task({ accepted: time(after(3), assignedAt - 20_000) }))
  const late = spanOf(task({ accepted: time(after(3), after(3) + 20_000) }))

  expect(early?.from).toBe(assignedAt)
  expect(late?.from).toBe(after(3))
})

test('FD-20 a completion before the acceptance ends nothing before the server heard of it', () => {
  const span = spanOf(task({ accepted: time(after(5)), done: time(after(20), after(1)) }, 'done'))

  expect(span).toMatchObject({ from: after(5), to: after(20) })
})

test('PO-1 a recalled task gives no right after its recall, whatever the phone says later', () => {
  const span = spanOf(
    task({ accepted: time(after(5)), done: time(after(40), after(30)) }, 'recalled', after(10)),
  )

  expect(span?.to).toBe(after(10))
})

test('PO-1 an open task has no end', () => {
  expect(spanOf(task({ accepted: time(after(5)) }))?.to).toBe(Number.POSITIVE_INFINITY)
})

test('PO-1 a response holds from its declaration to its end, in its township or in all of the county', () => {
  const declared = {
    township: 'town',
    declaredAt: toIso(after(0)),
    endedAt: toIso(after(60)),
  } as unknown as EmergencyResponse
  const runs = (response: EmergencyResponse, minutes: number, township = 'town') =>
    runsAt(response, township, 'county', after(minutes))

  expect([-1, 0, 60, 61].map(minutes => runs(declared, minutes))).toEqual([false, true, true, false])
  expect(runs(declared, 30, 'other')).toBe(false)
  expect(runs({ ...declared, township: 'county' }, 30, 'other')).toBe(true)
  expect(runs({ ...declared, endedAt: null }, 10_000)).toBe(true)
})
