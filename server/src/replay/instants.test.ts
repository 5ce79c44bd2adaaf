import { toIso } from '@one-centre/shared/time'
import { expect, test } from 'vitest'
import { timeReader } from './instants.ts'

const read = (format: string, zone: string, written: string): string | undefined => {
  const at = timeReader(format, zone)(written)
  return at === undefined ? undefined : toIso(at)
}

test('R-2 a time is read in its zone, summer and winter, noon and midnight', () => {
  const american = 'MM/DD/YYYY hh:mm:ss A'

  expect(read(american, 'America/Los_Angeles', '12/31/2017 11:59:58 PM')).toBe('2018-01-01T07:59:58.000Z')
  expect(read(american, 'America/Los_Angeles', '07/01/2017 12:00:00 AM')).toBe('2017-07-01T07:00:00.000Z')
  expect(read(american, 'America/Los_Angeles', '07/01/2017 12:00:00 PM')).toBe('2017-07-01T19:00:00.000Z')
  expect(read('YYYY-MM-DD HH:mm:ss', 'Asia/Shanghai', '2018-02-08 15:34:40')).toBe('2018-02-08T07:34:40.000Z')
})

test('R-2 the hour before and after the clocks change is read rightly', () => {
  const format = 'YYYY-MM-DD HH:mm:ss'

  expect(read(format, 'America/Los_Angeles', '2017-03-12 01:59:59')).toBe('2017-03-12T09:59:59.000Z')
  expect(read(format, 'America/Los_Angeles', '2017-03-12 03:00:00')).toBe('2017-03-12T10:00:00.000Z')
  expect(read(format, 'America/Los_Angeles', '2017-11-05 02:30:00')).toBe('2017-11-05T10:30:00.000Z')
})

test('R-2 letters stand for themselves, and [UTC] takes the zone away', () => {
  expect(read('YYYY-MM-DD HH:mm:ss [UTC]', 'Asia/Shanghai', '2019-10-06 00:05:55 UTC')).toBe(
    '2019-10-06T00:05:55.000Z',
  )
  expect(read('YYYY年MM月DD日 HH:mm', 'Asia/Shanghai', '2024年2月29日 08:00')).toBe(
    '2024-02-29T00:00:00.000Z',
  )
  expect(read('unix-seconds', 'Asia/Shanghai', '1211267046')).toBe('2008-05-20T07:04:06.000Z')
})

test.each([
  ['MM/DD/YYYY hh:mm:ss A', '02/30/2017 01:00:00 AM'],
  ['MM/DD/YYYY hh:mm:ss A', '12/31/2017 13:00:00 PM'],
  ['MM/DD/YYYY hh:mm:ss A', '12/31/2017'],
  ['YYYY-MM-DD HH:mm:ss', '2018-02-08 24:00:00'],
  ['YYYY-MM-DD HH:mm:ss', '2018-02-08 15:60:00'],
  ['YYYY-MM-DD HH:mm:ss', '43139.65'],
  ['unix-seconds', 'yesterday'],
])('R-2 a time not written as %s is none: %s', (format, written) => {
  expect(timeReader(format, 'UTC')(written)).toBeUndefined()
})
