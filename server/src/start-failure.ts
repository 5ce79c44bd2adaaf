import { ConfigError, type Config } from './config.ts'

interface SystemError {
  readonly code?: unknown
  readonly syscall?: unknown
  readonly errors?: unknown
}

/** The first of what failed together: the addresses of one host name are tried in turn. */
function firstOf(error: unknown): unknown {
  const { errors } = (error ?? {}) as SystemError
  return Array.isArray(errors) && errors.length > 0 ? errors[0] : error
}

/**
 * What keeps the program from starting, in words with their mend (P-72). A stack is for who reads the code:
 * `LOG_LEVEL=debug` adds it.
 */
export function failureWords(
  failure: unknown,
  config: Pick<Config, 'host' | 'port' | 'logLevel'> | null,
): string {
  const error = firstOf(failure)
  const stack = config?.logLevel === 'debug' && error instanceof Error ? `\n${error.stack ?? ''}` : ''
  return `${sentenceOf(error, config)}${stack}`
}

function sentenceOf(error: unknown, config: Pick<Config, 'host' | 'port'> | null): string {
  if (!(error instanceof Error)) return String(error)
  const { code, syscall } = error as SystemError
  if (error instanceof ConfigError || config === null) return error.message
  const { host, port } = config
  if (syscall === 'listen' && code === 'EADDRINUSE')
    return `port ${port} of ${host} is taken by another program. Choose another, for example PORT=${port + 1}, or end that program.`
  if (syscall === 'listen' && code === 'EACCES')
    return `port ${port} may not be opened by this account. Choose one from 1024 on, for example PORT=8080.`
  if (syscall === 'listen' && code === 'EADDRNOTAVAIL')
    return `HOST is ${host}, an address this machine does not have. Use 127.0.0.1 for this machine alone, or 0.0.0.0 for every address.`
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND')
    return `the database named by DATABASE_URL does not answer (${error.message}). Start it, or correct DATABASE_URL.`
  return error.message
}
