/** The phone's shell, offline (FD-1). Serves `/field` and the files of its build; everything else goes to the network. */
declare const self: ServiceWorkerGlobalScope

/** Written in by the build; see `shell-plugin.ts`. */
declare const __SHELL__: {
  readonly version: string
  readonly page: { readonly path: string; readonly sha256: string }
  readonly files: readonly string[]
}

const { version, page, files } = __SHELL__
const PREFIX = 'shell-'
const CACHE = `${PREFIX}${version}`
const known = new Set(files)

/** Fetches what is not here yet: a broken download goes on where it stopped, and unchanged files are taken over. */
async function install(): Promise<void> {
  const cache = await caches.open(CACHE)
  for (const file of files) {
    if ((await cache.match(file)) !== undefined) continue
    // A name with a hash in it says what is inside; the others may have changed.
    const earlier = file.startsWith('/assets/') ? await caches.match(file) : undefined
    await cache.put(file, earlier ?? (await fetched(file)))
  }
  await cache.put(page.path, await currentPage())
}

async function fetched(path: string): Promise<Response> {
  const response = await fetch(path, { cache: 'no-cache' })
  if (!response.ok) throw new Error(`${path} answered ${response.status}`)
  return response
}

/** The page of this very build; another means that the server has moved on meanwhile, and this version is given up. */
async function currentPage(): Promise<Response> {
  const response = await fetched(page.path)
  const hash = await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer())
  const hex = [...new Uint8Array(hash)].map(byte => byte.toString(16).padStart(2, '0')).join('')
  if (hex !== page.sha256) throw new Error('the page belongs to another version')
  return response
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(
    names.filter(name => name.startsWith(PREFIX) && name !== CACHE).map(name => caches.delete(name)),
  )
  await self.clients.claim()
}

async function answer(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  // A browser short of room may have thrown it away.
  return (await cache.match(path)) ?? fetch(request)
}

self.addEventListener('install', event => {
  event.waitUntil(install())
})

self.addEventListener('activate', event => {
  event.waitUntil(forgetOthers())
})

self.addEventListener('fetch', event => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate' && pathname === page.path) event.respondWith(answer(page.path, request))
  else if (known.has(pathname)) event.respondWith(answer(pathname, request))
})

self.addEventListener('message', event => {
  if (event.data === 'take-over') void self.skipWaiting()
})

export {}
