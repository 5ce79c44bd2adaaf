const TIMEOUT_MS = 10_000

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** The public HTTP API, as any browser of the demo uses it: one session a person, opened when first needed. */
export interface Api {
  /** Null where the server is away. A session that has ended is opened again once. */
  ask(personId: string, method: 'GET' | 'POST', path: string, body?: object): Promise<Answer | null>
  upload(personId: string, township: string, png: Buffer): Promise<string | null>
  cookieOf(personId: string): Promise<string | null>
}

interface Sent {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
}

export function openApi(url: string): Api {
  const cookies = new Map<string, string>()

  const cookieOf = async (personId: string): Promise<string | null> => {
    const known = cookies.get(personId)
    if (known !== undefined) return known
    const response = await reach(`${url}/api/demo/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ personId }),
    })
    const cookie = response?.headers.getSetCookie()[0]?.split(';')[0]
    await response?.text()
    if (response?.ok !== true || cookie === undefined) return null
    cookies.set(personId, cookie)
    return cookie
  }

  const signed = async (personId: string, path: string, init: Sent): Promise<Response | null> => {
    for (const attempt of [1, 2]) {
      const cookie = await cookieOf(personId)
      if (cookie === null) return null
      const response = await reach(url + path, { ...init, headers: { ...init.headers, cookie } })
      if (response?.status !== 401 || attempt === 2) return response
      await response.text()
      cookies.delete(personId)
    }
    return null
  }

  return {
    cookieOf,
    ask: async (personId, method, path, body) => {
      const sent =
        body === undefined
          ? { method, headers: {} }
          : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      const response = await signed(personId, path, sent)
      return response === null ? null : answerOf(response)
    },
    upload: async (personId, township, png) => {
      const response = await signed(personId, `/api/files?township=${township}`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: new Uint8Array(png),
      })
      const answer = response === null ? null : await answerOf(response)
      const sha256 = (answer?.body as { readonly sha256?: unknown } | null)?.sha256
      return typeof sha256 === 'string' ? sha256 : null
    },
  }
}

async function answerOf(response: Response): Promise<Answer | null> {
  try {
    return { status: response.status, body: await response.json() }
  } catch {
    return null
  }
}

/** A server that is away or restarting is no fault of anybody here. */
async function reach(address: string, init: RequestInit): Promise<Response | null> {
  try {
    return await fetch(address, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) })
  } catch {
    return null
  }
}
