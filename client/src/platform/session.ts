import type { Actor } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import type { Refusal } from '@one-centre/shared/refusals'
import { readonly, shallowRef, type Ref } from 'vue'
import type { Http, HttpResult } from './http.ts'
import type { LocalStore } from './local-store.ts'

/** A stream this person may read. */
export interface SessionStream {
  readonly township: Id<'organisation'>
  readonly name: string
  readonly scopes: readonly string[]
}

export interface SessionInfo {
  readonly actor: Actor
  readonly streams: readonly SessionStream[]
  readonly county: Id<'organisation'>
  readonly mustChangePassword: boolean
  readonly demo: boolean
}

/** `remembered`: no network to ask, so the last person known on this device goes on; the server decides when it answers. */
export type SessionState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'signed-in'; readonly info: SessionInfo }
  | { readonly kind: 'remembered'; readonly info: SessionInfo }

export type SignInResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'busy'; readonly code: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'unreachable' }

export interface Session {
  readonly state: Readonly<Ref<SessionState>>
  /** Ask the server who we are. */
  readonly check: () => Promise<void>
  readonly signIn: (signInName: string, password: string) => Promise<SignInResult>
  readonly signOut: () => Promise<SignInResult>
  readonly changePassword: (current: string, next: string) => Promise<SignInResult>
  /** Take a demonstration role; the server offers this only to its own machine. */
  readonly signInAs: (personId: string) => Promise<SignInResult>
  /** The server told us, elsewhere, that the cookie no longer counts. */
  readonly lost: () => void
}

const REMEMBERED = 'session'

export function createSession(http: Http, store: Promise<LocalStore>): Session {
  const state = shallowRef<SessionState>({ kind: 'unknown' })
  // Only the latest word counts: an old check must not undo a sign-out.
  let word = 0

  const become = async (info: SessionInfo): Promise<void> => {
    state.value = { kind: 'signed-in', info }
    await (await store).put('remembered', REMEMBERED, info).catch(() => undefined)
  }
  const forget = async (): Promise<void> => {
    state.value = { kind: 'signed-out' }
    await (await store).remove('remembered', REMEMBERED).catch(() => undefined)
  }
  const enter = async (path: string, body: object): Promise<SignInResult> => {
    word += 1
    const result = await http.ask<SessionInfo>({ method: 'POST', path, body })
    if (result.kind !== 'answered') return asSignIn(result)
    await become(result.body)
    return { kind: 'done' }
  }
  const check = async (): Promise<void> => {
    const mine = ++word
    const result = await http.ask<SessionInfo>({ method: 'GET', path: '/api/session' })
    if (mine !== word) return
    if (result.kind === 'answered') return become(result.body)
    if (result.kind === 'signed-out' || result.kind === 'refused') return forget()
    if (state.value.kind === 'signed-in') return
    const info = (await (await store).find('remembered', REMEMBERED)) as SessionInfo | undefined
    state.value = info === undefined ? { kind: 'unreachable' } : { kind: 'remembered', info }
  }

  return {
    state: readonly(state),
    check,
    signIn: (signInName, password) => enter('/api/session', { signInName, password }),
    signInAs: personId => enter('/api/demo/session', { personId }),
    signOut: async () => {
      word += 1
      const result = await http.ask({ method: 'DELETE', path: '/api/session' })
      if (result.kind !== 'answered' && result.kind !== 'signed-out') return asSignIn(result)
      await forget()
      return { kind: 'done' }
    },
    changePassword: async (current, next) => {
      const result = await http.ask({
        method: 'POST',
        path: '/api/session/password',
        body: { current, next },
      })
      if (result.kind !== 'answered') return asSignIn(result)
      await check()
      return { kind: 'done' }
    },
    lost: () => {
      word += 1
      void forget()
    },
  }
}

function asSignIn(result: Exclude<HttpResult<unknown>, { kind: 'answered' }>): SignInResult {
  if (result.kind === 'refused' || result.kind === 'signed-out')
    return { kind: 'refused', refusal: result.refusal }
  if (result.kind === 'busy') return result
  return { kind: 'unreachable' }
}
