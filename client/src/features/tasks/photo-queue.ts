import type { Id } from '@one-centre/shared/ids'
import { shallowRef, type Ref } from 'vue'
import type { LocalStore } from '../../platform/local-store.ts'

/** A photo on the device that the server does not have yet. */
export interface WaitingPhoto {
  readonly kind: 'photo'
  /** SHA-256 of the bytes: the name the server will give it. */
  readonly sha256: Id<'file'>
  readonly township: string
  readonly owner: string
  readonly mediaType: string
  readonly base64: string
}

export interface PhotoQueue {
  readonly waiting: Readonly<Ref<readonly WaitingPhoto[]>>
  /** Photos the server would not have, since the page was opened. */
  readonly refused: Readonly<Ref<number>>
  /** Answers the photo's name at once; the bytes follow when there is a network. */
  readonly add: (township: string, bytes: Uint8Array<ArrayBuffer>, mediaType: string) => Promise<Id<'file'>>
  /** Send what waits. A call while one is under way does nothing. */
  readonly send: () => Promise<void>
  /** What an earlier page left. */
  readonly load: () => Promise<void>
}

export interface PhotoSurroundings {
  readonly store: Promise<LocalStore>
  readonly owner: string
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>
}

const LONGEST_UPLOAD_MS = 60_000
const keyOf = (photo: WaitingPhoto) => `photo/${photo.owner}/${photo.sha256}`

/** PH-4 */
export function createPhotoQueue({ store, owner, fetch }: PhotoSurroundings): PhotoQueue {
  const waiting = shallowRef<readonly WaitingPhoto[]>([])
  const refused = shallowRef(0)
  let sending = false

  const take = (photos: readonly WaitingPhoto[]) => {
    const known = new Set(waiting.value.map(photo => photo.sha256))
    waiting.value = [...waiting.value, ...photos.filter(photo => !known.has(photo.sha256))]
  }
  const forget = async (photo: WaitingPhoto) => {
    waiting.value = waiting.value.filter(one => one.sha256 !== photo.sha256)
    await (await store).remove('drafts', keyOf(photo)).catch(() => undefined)
  }
  const sendAll = async () => {
    for (const photo of waiting.value) {
      const outcome = await upload(photo, fetch)
      if (outcome === 'later') return
      if (outcome === 'refused') refused.value += 1
      await forget(photo)
    }
  }

  return {
    waiting,
    refused,
    add: async (township, bytes, mediaType) => {
      const sha256 = await sha256Of(bytes)
      const photo = { kind: 'photo', sha256, township, owner, mediaType, base64: base64Of(bytes) } as const
      take([photo])
      // A full disk keeps the photo for as long as the page lives.
      await (await store).put('drafts', keyOf(photo), photo).catch(() => undefined)
      return sha256
    },
    send: async () => {
      if (sending) return
      sending = true
      await sendAll().finally(() => (sending = false))
    },
    load: async () => {
      const rows = await (await store).list('drafts').catch((): readonly unknown[] => [])
      take(rows.filter(isWaitingPhoto).filter(photo => photo.owner === owner))
    },
  }
}

async function upload(
  photo: WaitingPhoto,
  fetch: PhotoSurroundings['fetch'],
): Promise<'stored' | 'refused' | 'later'> {
  try {
    const { status } = await fetch(`/api/files?township=${encodeURIComponent(photo.township)}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': photo.mediaType },
      body: bytesOf(photo.base64),
      signal: AbortSignal.timeout(LONGEST_UPLOAD_MS),
    })
    if (status < 300) return 'stored'
    return [401, 408, 429].includes(status) || status >= 500 ? 'later' : 'refused'
  } catch {
    return 'later'
  }
}

async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<Id<'file'>> {
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

function base64Of(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0))
}

function isWaitingPhoto(row: unknown): row is WaitingPhoto {
  if (typeof row !== 'object' || row === null) return false
  const photo = row as Partial<WaitingPhoto>
  const texts = [photo.sha256, photo.township, photo.owner, photo.mediaType, photo.base64]
  return photo.kind === 'photo' && texts.every(text => typeof text === 'string')
}
