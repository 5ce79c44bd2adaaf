import { isIP } from 'node:net'
import { refuse, type Refusal } from '@one-centre/shared/refusals'
import type { Networks } from '../../platform/networks.ts'

/** The host of a stream's address without brackets; null where it is no RTSP address or hides a name and password. */
export function hostOf(url: string): string | null {
  const parsed = URL.parse(url)
  if (parsed === null || !['rtsp:', 'rtsps:'].includes(parsed.protocol)) return null
  if (parsed.username !== '' || parsed.password !== '' || parsed.hostname === '') return null
  return parsed.hostname.replace(/^\[|\]$/g, '')
}

/** CA-7: literal addresses are judged at once, names when they are looked up. */
export function whyNotReach(url: string, networks: Networks): Refusal | null {
  const host = hostOf(url)
  if (host === null || (isIP(host) !== 0 && !networks.allows(host)))
    return refuse('cameras.address-not-allowed', { host: host ?? '' })
  return null
}
