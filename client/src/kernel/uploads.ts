import type { Id } from '@one-centre/shared/ids'
import { computed, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { Http, HttpResult } from '../platform/http.ts'
import type { LocalStore } from '../platform/local-store.ts'
import type { Page } from '../platform/page.ts'

/** A picture on this device, named by its own hash before the server has it. */
export interface KeptFile {
  readonly sha256: Id<'file'>
  /** Who took it: nobody else's sign-in sends it (FD-14). */
  readonly owner: string
  /** What it is for: a task's id, or `report`. */
  readonly purpose: string
  readonly township: Id<'organisation'>
  /** `data:image/jpeg;base64,…`: shown as it is. */
  readonly dataUrl: string
  readonly bytes: number
  /** Sent along with it, as JSON. */
  readonly facts: object
  readonly state:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'stored' }
    | { readonly kind: 'refused'; readonly code: string }
  /** Handed in: shown no more, and forgotten once the server has it. */
  readonly handedIn: boolean
}

export interface Uploads {
  /** Those of whoever is signed in. */
  readonly all: Readonly<Ref<readonly KeptFile[]>>
  readonly waiting: ComputedRef<readonly KeptFile[]>
  readonly refused: ComputedRef<readonly KeptFile[]>
  readonly add: (file: Omit<KeptFile, 'owner' | 'state' | 'handedIn'>) => Promise<void>
  readonly remove: (sha256: string) => void
  readonly handIn: (purpose: string) => void
  /** Back to its owner, to be put right. */
  readonly giveBack: (sha256: string, purpose: string) => void
  /** Whether the server has all of these, as far as this device knows (FD-11). */
  readonly haveArrived: (files: readonly string[]) => boolean
  /** Hears each time a file has arrived or was taken away. */
  readonly onSettled: (listener: () => void) => void
  readonly start: (owner: string) => void
  readonly stop: () => void
}

export interface UploadSurroundings {
  readonly http: Http
  readonly store: Promise<LocalStore>
  readonly page: Page
  readonly onSignedOut: () => void
}

const RETRY_MS = 5_000
/** 2 MB over a bad 2G link. */
const UPLOAD_TIMEOUT_MS = 300_000

/** Files on their way: kept through a reload, sent one after another as soon as there is a network. */
export function createUploads({ http, store, page, onSignedOut }: UploadSurroundings): Uploads {
  const all = shallowRef<readonly KeptFile[]>([])
  const waiting = computed(() => all.value.filter(file => file.state.kind === 'waiting'))
  const listeners = new Set<() => void>()
  let owner: string | null = null
  let loaded = false
  let busy = false
  let timer: ReturnType<typeof setInterval> | undefined

  const keyOf = (file: KeptFile) => `${file.owner}/${file.sha256}`
  const find = (sha256: string) => all.value.find(file => file.sha256 === sha256)
  const settled = () => {
    for (const listener of listeners) listener()
  }
  const put = async (file: KeptFile) => {
    const there = find(file.sha256) !== undefined
    all.value = there ? all.value.map(one => (one.sha256 === file.sha256 ? file : one)) : [...all.value, file]
    // A full phone still has it in memory.
    await (await store).put('files', keyOf(file), file).catch(() => undefined)
  }
  const remove = (sha256: string) => {
    const file = find(sha256)
    if (file === undefined) return
    all.value = all.value.filter(one => one !== file)
    void store.then(kept => kept.remove('files', keyOf(file)).catch(() => undefined))
    settled()
  }
  const hear = async (file: KeptFile, result: HttpResult<unknown>) => {
    const now = find(file.sha256)
    if (now === undefined || now.owner !== owner) return
    if (result.kind === 'answered') {
      if (now.handedIn) remove(now.sha256)
      else await put({ ...now, state: { kind: 'stored' } })
      settled()
    }
    if (result.kind === 'refused')
      await put({ ...now, state: { kind: 'refused', code: result.refusal.code } })
    if (result.kind === 'signed-out') onSignedOut()
  }
  const pump = async () => {
    if (busy || owner === null) return
    busy = true
    try {
      for (;;) {
        const file = waiting.value[0]
        if (file === undefined || file.owner !== owner) break
        const result = await http.ask(requestOf(file))
        await hear(file, result)
        // The others would fare alike; the timer tries again.
        if (result.kind !== 'answered' && result.kind !== 'refused') break
      }
    } finally {
      busy = false
    }
  }
  const load = async (forOwner: string) => {
    const rows = await (await store).listUnder('files', `${forOwner}/`).catch((): readonly unknown[] => [])
    if (owner !== forOwner) return
    const kept = rows.filter(isKeptFile).filter(file => find(file.sha256) === undefined)
    all.value = [...kept, ...all.value]
    loaded = true
    settled()
    await pump()
  }

  page.onWake(() => void pump())

  return {
    all,
    waiting,
    refused: computed(() => all.value.filter(file => file.state.kind === 'refused')),
    add: async file => {
      if (owner === null) return
      await put({ ...file, owner, state: { kind: 'waiting' }, handedIn: false })
      void pump()
    },
    remove,
    handIn: purpose => {
      for (const file of all.value.filter(one => one.purpose === purpose)) {
        if (file.state.kind === 'stored') remove(file.sha256)
        else void put({ ...file, purpose: `${purpose}/handed-in`, handedIn: true })
      }
    },
    giveBack: (sha256, purpose) => {
      const file = find(sha256)
      if (file !== undefined) void put({ ...file, purpose, handedIn: false })
    },
    haveArrived: files => {
      if (files.length === 0) return true
      return loaded && files.every(sha256 => (find(sha256)?.state.kind ?? 'stored') === 'stored')
    },
    onSettled: listener => listeners.add(listener),
    start: who => {
      if (owner === who) return
      owner = who
      loaded = false
      timer ??= setInterval(() => void pump(), RETRY_MS)
      void load(who)
    },
    stop: () => {
      owner = null
      loaded = false
      clearInterval(timer)
      timer = undefined
      all.value = []
    },
  }
}

function requestOf({ township, facts, dataUrl }: KeptFile) {
  const split = dataUrl.indexOf(',')
  const query = new URLSearchParams({ township, facts: JSON.stringify(facts) })
  return {
    method: 'POST',
    path: `/api/files?${query.toString()}`,
    bytes: {
      mediaType: dataUrl.slice('data:'.length, dataUrl.indexOf(';')),
      content: Uint8Array.from(atob(dataUrl.slice(split + 1)), sign => sign.charCodeAt(0)),
    },
    timeoutMs: UPLOAD_TIMEOUT_MS,
  } as const
}

/** Rows were written by this page or an older one. */
function isKeptFile(row: unknown): row is KeptFile {
  if (typeof row !== 'object' || row === null) return false
  const { sha256, owner, purpose, township, dataUrl, state } = row as Partial<KeptFile>
  return (
    [sha256, owner, purpose, township, dataUrl].every(text => typeof text === 'string') && state !== undefined
  )
}
