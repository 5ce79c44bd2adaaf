/** A clock time of today as `14:03`, of another day as `11-23 14:03`; in the viewer's zone. */
export function shortInstant(at: number, now: number): string {
  const then = new Date(at)
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`
  const sameDay = then.toDateString() === new Date(now).toDateString()
  return sameDay ? time : `${two(then.getMonth() + 1)}-${two(then.getDate())} ${time}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
