import { createHash, randomBytes } from 'node:crypto'

export interface Credentials {
  readonly userName: string
  readonly password: string
}

/** What a server asks for (RFC 2617, RFC 7616). */
export type Challenge =
  | { readonly scheme: 'basic' }
  | {
      readonly scheme: 'digest'
      readonly realm: string
      readonly nonce: string
      readonly opaque: string | undefined
      readonly algorithm: 'MD5' | 'SHA-256'
      readonly qop: 'auth' | undefined
      readonly stale: boolean
    }

export function digestParts(text: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>()
  for (const [, name, quoted, plain] of text.matchAll(/([a-z-]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/gi))
    parts.set(name!.toLowerCase(), quoted ?? plain ?? '')
  return parts
}

/** The strongest challenge we can answer; undefined where there is none. */
export function challengeOf(headers: readonly string[]): Challenge | undefined {
  const digests = headers
    .filter(header => /^digest\s/i.test(header))
    .flatMap((header): readonly Challenge[] => {
      const parts = digestParts(header.slice('digest'.length))
      const algorithm = (parts.get('algorithm') ?? 'MD5').toUpperCase()
      if (algorithm !== 'MD5' && algorithm !== 'SHA-256') return []
      const qops = parts
        .get('qop')
        ?.split(',')
        .map(one => one.trim())
      return [
        {
          scheme: 'digest',
          realm: parts.get('realm') ?? '',
          nonce: parts.get('nonce') ?? '',
          opaque: parts.get('opaque'),
          algorithm,
          qop: qops?.includes('auth') === true ? 'auth' : undefined,
          stale: parts.get('stale')?.toLowerCase() === 'true',
        },
      ]
    })
  const strong = digests.find(one => one.scheme === 'digest' && one.algorithm === 'SHA-256')
  const basic = headers.some(header => /^basic(\s|$)/i.test(header))
  return strong ?? digests[0] ?? (basic ? { scheme: 'basic' } : undefined)
}

interface Asking {
  readonly method: string
  readonly url: string
  /** How often this nonce has been used, from 1. */
  readonly count: number
  readonly cnonce?: string
}

/** The `Authorization` header that answers a challenge. */
export function authorizationOf(challenge: Challenge, who: Credentials, asking: Asking): string {
  if (challenge.scheme === 'basic')
    return `Basic ${Buffer.from(`${who.userName}:${who.password}`).toString('base64')}`
  const { realm, nonce, algorithm, qop, opaque } = challenge
  const hash = (text: string): string =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex')
  const secret = hash(`${who.userName}:${realm}:${who.password}`)
  const about = hash(`${asking.method}:${asking.url}`)
  const nc = asking.count.toString(16).padStart(8, '0')
  const cnonce = asking.cnonce ?? randomBytes(8).toString('hex')
  const middle = qop === undefined ? nonce : `${nonce}:${nc}:${cnonce}:${qop}`
  const parts = [
    `username="${who.userName}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${asking.url}"`,
    `response="${hash(`${secret}:${middle}:${about}`)}"`,
    // Old devices know no algorithm but the one they do not name.
    ...(algorithm === 'MD5' ? [] : [`algorithm=${algorithm}`]),
    ...(qop === undefined ? [] : [`qop=${qop}`, `nc=${nc}`, `cnonce="${cnonce}"`]),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ]
  return `Digest ${parts.join(', ')}`
}
