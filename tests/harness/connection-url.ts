import type { ConnectionParts } from '../../server/src/platform/database.ts'

/** The same connection as a `postgres://` URL; a socket folder travels as `?host=`. */
export function connectionUrl({ host, port = 5432, user, database, password = '' }: ConnectionParts): string {
  const login =
    password === '' ? encodeURIComponent(user) : `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
  if (!host.startsWith('/')) return `postgres://${login}@${host}:${port}/${database}`
  return `postgres://${login}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^/?]*)(?:\/[^?]*)?/, `$1/${database}`)
}
