import { createHmac, timingSafeEqual } from 'node:crypto'
import type { CameraProfile } from '@one-centre/shared/cameras'
import type { Id } from '@one-centre/shared/ids'
import { refuse, type Refusal } from '@one-centre/shared/refusals'

/** What a token lets in: one person to one stream of one camera, for one row of the register, until then (CA-31). */
export interface PlayClaims {
  readonly viewingId: Id<'viewing'>
  readonly cameraId: Id<'camera'>
  readonly profile: CameraProfile
  readonly actorId: string
  readonly township: Id<'organisation'>
  /** ms since 1970 */
  readonly expires: number
}

const sign = (secret: Buffer, text: string): Buffer => createHmac('sha256', secret).update(text).digest()

export function writeToken(secret: Buffer, claims: PlayClaims): string {
  const text = Buffer.from(JSON.stringify(claims)).toString('base64url')
  return `${text}.${sign(secret, text).toString('base64url')}`
}

/** CA-31: the claims of a token that is ours and has not expired; why not otherwise. */
export function readToken(secret: Buffer, token: string, now: number): PlayClaims | Refusal {
  const [text = '', signature = ''] = token.split('.')
  const given = Buffer.from(signature, 'base64url')
  const ours = sign(secret, text)
  if (given.length !== ours.length || !timingSafeEqual(given, ours)) return refuse('cameras.token-wrong')
  // Signed by us, so it has the shape we wrote.
  const claims = JSON.parse(Buffer.from(text, 'base64url').toString()) as PlayClaims
  return claims.expires <= now ? refuse('cameras.token-expired') : claims
}
