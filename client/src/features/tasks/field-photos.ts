import type { Id } from '@one-centre/shared/ids'
import { newId } from '@one-centre/shared/ids'
import { computed, onScopeDispose, shallowRef, type ComputedRef, type Ref } from 'vue'
import { useLive } from '../../kernel/live.ts'

/** A picture as the camera gave it, kept on the phone until the server has it. */
export interface FieldPhoto {
  readonly kind: 'field-photo'
  readonly id: string
  readonly owner: string
  /** The task it belongs to, or `report`. */
  readonly purpose: string
  readonly township: Id<'organisation'>
  /** `data:image/jpeg;base64,…`, shown and sent as it is. */
  readonly dataUrl: string
  readonly bytes: number
  readonly state: 'waiting' | 'refused' | 'stored'
  /** Its name at the server, once stored. */
  readonly sha256: Id<'file'> | null
}

export interface FieldPhotos {
  readonly all: Readonly<Ref<readonly FieldPhoto[]>>
  readonly waiting: ComputedRef<readonly FieldPhoto[]>
  readonly of: (purpose: string) => readonly FieldPhoto[]
  readonly add: (file: File, purpose: string, township: Id<'organisation'>) => Promise<void>
  readonly remove: (id: string) => void
  /** What was handed in needs no keeping. */
  readonly clear: (purpose: string) => void
}

const RETRY_MS = 5_000
const UPLOAD_TIMEOUT_MS = 60_000

/** The photos of one person on this phone: kept through a reload, uploaded as soon as there is a network. */
export function openPhotos(owner: string): FieldPhotos {
  const { store, page } = useLive()
  const all = shallowRef<readonly FieldPhoto[]>([])
  const waiting = computed(() => all.value.filter(photo => photo.state === 'waiting'))
  let busy = false

  const keyOf = (id: string) => `photo/${owner}/${id}`
  const put = async (photo: FieldPhoto) => {
    const others = all.value.filter(one => one.id !== photo.id)
    all.value = [...others, photo]
    // A full phone still has it in memory.
    await (await store).put('drafts', keyOf(photo.id), photo).catch(() => undefined)
  }
  const remove = (id: string) => {
    all.value = all.value.filter(one => one.id !== id)
    void store.then(kept => kept.remove('drafts', keyOf(id)).catch(() => undefined))
  }
  const pump = async () => {
    if (busy) return
    busy = true
    for (const photo of waiting.value) {
      const after = await upload(photo)
      if (all.value.includes(photo) && after !== photo) await put(after)
    }
    busy = false
  }
  const load = async () => {
    const rows = await (await store).list('drafts').catch((): readonly unknown[] => [])
    const kept = rows.filter(isPhoto).filter(photo => photo.owner === owner)
    all.value = [...kept, ...all.value]
    await pump()
  }

  const timer = setInterval(() => void pump(), RETRY_MS)
  const stop = page.onWake(() => void pump())
  onScopeDispose(() => {
    clearInterval(timer)
    stop()
  })
  void load()

  return {
    all,
    waiting,
    of: purpose => all.value.filter(photo => photo.purpose === purpose),
    add: async (file, purpose, township) => {
      const dataUrl = await readFile(file)
      const id = newId<'photo'>()
      await put({
        kind: 'field-photo',
        id,
        owner,
        purpose,
        township,
        dataUrl,
        bytes: file.size,
        state: 'waiting',
        sha256: null,
      })
      await pump()
    },
    remove,
    clear: purpose => {
      for (const photo of all.value) if (photo.purpose === purpose) remove(photo.id)
    },
  }
}

function isPhoto(row: unknown): row is FieldPhoto {
  return typeof row === 'object' && row !== null && 'kind' in row && row.kind === 'field-photo'
}

function readFile(file: File): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const reader = new FileReader()
  reader.onload = () => {
    resolve(reader.result as string)
  }
  reader.onerror = () => {
    reject(reader.error ?? new Error('the picture cannot be read'))
  }
  reader.readAsDataURL(file)
  return promise
}

/** The same photo where the server could not be reached. */
async function upload(photo: FieldPhoto): Promise<FieldPhoto> {
  const split = photo.dataUrl.indexOf(',')
  const mediaType = photo.dataUrl.slice('data:'.length, photo.dataUrl.indexOf(';'))
  try {
    const response = await fetch(`/api/files?township=${photo.township}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': mediaType },
      body: Uint8Array.from(atob(photo.dataUrl.slice(split + 1)), sign => sign.charCodeAt(0)),
      signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
    })
    if (response.ok) {
      const { sha256 } = (await response.json()) as { readonly sha256: Id<'file'> }
      return { ...photo, state: 'stored', sha256 }
    }
    // Signed out, throttled or a server in trouble: it will be tried again.
    const later = response.status === 401 || response.status === 429 || response.status >= 500
    return later ? photo : { ...photo, state: 'refused' }
  } catch {
    return photo
  }
}
