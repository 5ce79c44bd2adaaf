import { expect, test } from 'vitest'
import { calendarForm, readDates, readHours, writeDates } from './calendar-form.ts'

test('C-9 a notice is typed as days and spans, and written as it was read', () => {
  const read = readDates('2027-02-15 至 2027-02-17\n2027年10月1日\n\n2027/10/2~2027/10/3')

  expect(read).toEqual({
    dates: ['2027-02-15', '2027-02-16', '2027-02-17', '2027-10-01', '2027-10-02', '2027-10-03'],
  })
  expect('dates' in read && writeDates(read.dates)).toBe('2027-02-15 ~ 2027-02-17\n2027-10-01 ~ 2027-10-03')
})

test.each(['2027-02-30', '春节', '2027-02-17 至 2027-02-15', '2027-01-01 至 2027-12-31'])(
  'C-9 the line %s is told as wrong',
  line => {
    expect(readDates(`2027-01-01\n${line}`)).toEqual({ wrong: line })
  },
)

test('C-9 office hours are spans of the day; a new year takes over those of the year before', () => {
  expect(readHours('9:00-12:00\n14：00—17:30')).toEqual({
    spans: [
      { from: '09:00', to: '12:00' },
      { from: '14:00', to: '17:30' },
    ],
  })
  expect(readHours('9 bis 12')).toEqual({ wrong: '9 bis 12' })
  expect(readHours('')).toEqual({ wrong: '' })
  expect(calendarForm(undefined, undefined).hours).toBe('09:00-12:00\n14:00-18:00')
})
