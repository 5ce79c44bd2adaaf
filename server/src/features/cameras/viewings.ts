import { scopesOf, type Actor } from '@one-centre/shared/access'
import type { Camera, CameraProfile } from '@one-centre/shared/cameras'
import type { Id } from '@one-centre/shared/ids'
import { refuse, type Refusal } from '@one-centre/shared/refusals'
import { fromIso, HOUR, SECOND, toIso, type Iso } from '@one-centre/shared/time'
import {
  beginViewing,
  endViewing,
  MOST_VIEWING_HOURS,
  playCamera,
  renewPlayback,
  revokeViewing,
  TOKEN_SECONDS,
  type Playback,
  type Viewing,
} from '@one-centre/shared/viewings'
import {
  accept,
  changed,
  handleCommand,
  handleQuery,
  type Decision,
  type Reference,
  type TimerOrder,
} from '../../kernel/handler.ts'
import { organisationKind } from '../organisations/index.ts'
import { cameraKind, viewingKind } from './kinds.ts'
import { findViewing, tokenKey } from './register-store.ts'
import { whyNotPlay } from './rules.ts'
import { writeToken } from './tokens.ts'

/** After a token has expired, nobody comes with it. */
const COME_BY_SECONDS = TOKEN_SECONDS + 30

function lapsesAt(viewingId: string, dueAt: Iso): TimerOrder {
  const command = endViewing.name
  return { key: `viewing/${viewingId}`, arm: { dueAt, command, params: { viewingId, how: 'lapsed' } } }
}

const later = (now: Iso, milliseconds: number): Iso => toIso(fromIso(now) + milliseconds)

/** The name of the body for which somebody looks. */
function unitOf(actor: Actor, township: Id<'organisation'>, reference: Reference): string {
  const post = actor.posts.find(one => one.township === township) ?? actor.posts[0]
  return post === undefined ? '' : (reference.find(organisationKind, post.organisationId)?.name ?? '')
}

/** A camera out of the actor's sight is unknown to them (CA-5). */
function inSight(camera: Camera | undefined, actor: Actor, township: Id<'organisation'>): boolean {
  if (camera?.township !== township) return false
  const scopes = new Set(scopesOf(actor, township))
  return cameraKind.audience(camera).some(scope => scopes.has(scope))
}

interface Ask {
  readonly viewingId: Id<'viewing'>
  readonly camera: Camera
  readonly profile: CameraProfile
  readonly actor: Actor
  readonly now: Iso
}

/** CA-31. A camera with one stream gives that one. */
function playbackOf(secret: Buffer, { viewingId, camera, profile, actor, now }: Ask): Playback {
  const given = camera.streams.includes(profile) ? profile : camera.streams[0]!
  const expiresAt = later(now, TOKEN_SECONDS * SECOND)
  const claims = {
    viewingId,
    cameraId: camera.id,
    profile: given,
    actorId: actor.id,
    township: camera.township,
    expires: fromIso(expiresAt),
  }
  const url = `/api/cameras/${camera.id}/whep`
  return { viewingId, kind: 'whep', url, token: writeToken(secret, claims), profile: given, expiresAt }
}

/** CA-30: no row in the register, no token. */
const play = handleCommand({
  contract: playCamera,
  touches: params => [
    { kind: cameraKind, id: params.cameraId, expect: 'there' },
    { kind: viewingKind, id: params.viewingId, expect: 'new' },
  ],
  gather: (_context, reader) => tokenKey(reader),
  decide: ({ params, entities, actor, township, reference, now }, secret: Buffer) => {
    const { viewingId, profile, ...said } = params
    const camera = entities.find(cameraKind, params.cameraId)
    if (camera === undefined || !inSight(camera, actor, township))
      return refuse('entity.unknown', { kind: 'camera', id: params.cameraId })
    const refusal = whyNotPlay(camera)
    if (refusal !== null) return refusal
    const viewing: Viewing = {
      ...{ id: viewingId, township, version: 0, ...said, cameraName: camera.name },
      unit: unitOf(actor, township, reference),
      viewer: { id: actor.id, name: actor.name },
      askedAt: now,
      begunAt: null,
      endedAt: null,
      ending: null,
    }
    return accept(
      [changed(viewingKind, 'viewing.asked', viewing)],
      playbackOf(secret, { viewingId, camera, profile, actor, now }),
      [lapsesAt(viewingId, later(now, COME_BY_SECONDS * SECOND))],
    )
  },
  // A retry hears that it is registered and asks for a fresh token.
  keepOfAnswer: answer => ({ ...answer, token: '' }),
})

const renew = handleQuery({
  contract: renewPlayback,
  answer: async ({ params, reader, reference, actor, township, now }) => {
    const viewing = await findViewing(reader, params.viewingId)
    if (viewing?.viewer.id !== actor.id || viewing.township !== township)
      return refuse('entity.unknown', { kind: 'viewing', id: params.viewingId })
    if (viewing.endedAt !== null) return refuse('cameras.viewing-ended')
    const camera = reference.find(cameraKind, viewing.cameraId)
    if (camera === undefined || !inSight(camera, actor, township))
      return refuse('entity.unknown', { kind: 'camera', id: viewing.cameraId })
    const refusal = whyNotPlay(camera)
    if (refusal !== null) return refusal
    const ask = { viewingId: viewing.id, camera, profile: params.profile, actor, now }
    return { ok: true, answer: playbackOf(await tokenKey(reader), ask) }
  },
})

/** CA-33: an ended viewing stays as it ended. */
function ended(
  viewing: Viewing,
  now: Iso,
  ending: NonNullable<Viewing['ending']>,
): Decision<{ viewingId: Id<'viewing'> }> | Refusal {
  if (viewing.endedAt !== null) return refuse('cameras.viewing-ended')
  return accept(
    [changed(viewingKind, `viewing.${ending.how}`, { ...viewing, endedAt: now, ending })],
    { viewingId: viewing.id },
    [{ key: `viewing/${viewing.id}`, arm: null }],
  )
}

const revoke = handleCommand({
  contract: revokeViewing,
  touches: params => [{ kind: viewingKind, id: params.viewingId, expect: 'there' }],
  decide: ({ params, entities, actor, now }) =>
    ended(entities.get(viewingKind, params.viewingId), now, {
      how: 'revoked',
      by: actor.name,
      reason: params.reason,
    }),
})

const end = handleCommand({
  contract: endViewing,
  touches: params => [{ kind: viewingKind, id: params.viewingId, expect: 'there' }],
  decide: ({ params, entities, now }) =>
    ended(entities.get(viewingKind, params.viewingId), now, { how: params.how, by: '', reason: '' }),
})

const begin = handleCommand({
  contract: beginViewing,
  touches: params => [{ kind: viewingKind, id: params.viewingId, expect: 'there' }],
  decide: ({ params, entities, now }) => {
    const viewing = entities.get(viewingKind, params.viewingId)
    if (viewing.endedAt !== null) return refuse('cameras.viewing-ended')
    const timer = lapsesAt(viewing.id, later(viewing.askedAt, MOST_VIEWING_HOURS * HOUR))
    if (viewing.begunAt !== null) return accept([], { viewingId: viewing.id })
    const after: Viewing = { ...viewing, begunAt: now }
    return accept([changed(viewingKind, 'viewing.begun', after)], { viewingId: viewing.id }, [timer])
  },
})

export const viewingCommands = [play, revoke, begin, end]
export const viewingQueries = [renew]
