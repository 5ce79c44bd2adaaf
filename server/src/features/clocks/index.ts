export { calendarOf, calendarYearKind, clockKind } from './kinds.ts'
