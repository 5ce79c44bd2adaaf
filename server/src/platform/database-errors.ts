/** What PostgreSQL refuses in a value that came from outside: the sender's mistake, not ours. */
const DATA_ERRORS = new Set([
  '22021', // a character that UTF-8 or PostgreSQL does not hold, such as U+0000
  '22P02', // not a number, a UUID, …
  '22P05', // a character that cannot be converted
  '22003', // a number out of range
  '22008', // an instant out of range
])

/** Codes of PostgreSQL, and of Node, that say the database cannot be reached just now. */
const UNAVAILABLE = new Set([
  '57P01', // shut down by an administrator
  '57P02', // another process crashed
  '57P03', // starting up or shutting down
  '57P05', // idle session timeout
  '53300', // too many connections
  '25P03', // idle in transaction timeout: the connection was ended
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT', // no socket
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** pg reports a lost or missing connection without a code. */
const LOST_CONNECTION =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client (has encountered a connection error|was closed) and is not queryable)/

/** Whether a value from outside was refused; answered as 400 and never as 500. */
export function isDataError(error: unknown): boolean {
  return DATA_ERRORS.has(codeOf(error))
}

/** Whether the database is away or was lost meanwhile; whether a commit under way took place is then unknown. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  if (UNAVAILABLE.has(code) || code.startsWith('08')) return true
  return error instanceof Error && LOST_CONNECTION.test(error.message)
}

/** Whether running the whole transaction again can succeed: it met another one and nothing was committed. */
export function isRetryable(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error))
}

/** A statement that was not tried, because one before it in its transaction had failed; that one tells why. */
export function isAfterFault(error: unknown): boolean {
  return codeOf(error) === '25P02'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
