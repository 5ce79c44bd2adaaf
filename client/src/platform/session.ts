import type { Actor, Role } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import type { Refusal } from '@one-centre/shared/refusals'
import { readonly, shallowRef, type Ref } from 'vue'
import type { Http, HttpRequest, HttpResult } from './http.ts'
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

export interface DemoRole {
  readonly personId: string
  readonly name: string
  readonly title: string
  readonly role: Role
  /** Its name. */
  readonly township: string
  readonly ofCounty: boolean
}

export interface Session {
  readonly state: Readonly<Ref<SessionState>>
  /** Ask the server who we are. While a sign-in or a new password is under way, its answer will tell. */
  readonly check: () => Promise<void>
  readonly signIn: (signInName: string, password: string) => Promise<SignInResult>
  readonly signOut: () => Promise<SignInResult>
  readonly changePassword: (current: string, next: string) => Promise<SignInResult>
  /** Take a demonstration role; the server offers this only to its own machine. */
  readonly signInAs: (personId: string) => Promise<SignInResult>
  /** Open a wall by the token of its link. */
  readonly enterByLink: (token: string) => Promise<SignInResult>
  /** Whether the link this page was opened with no longer counts. */
  readonly linkRefused: Readonly<Ref<boolean>>
  /** The people whose part a demonstration lets one take; none where it is no demonstration. */
  readonly demoRoles: () => Promise<readonly DemoRole[]>
}

const REMEMBERED = 'session'
/** In a dead spot a request may hang for long; work goes on before it has failed (FD-7). */
const PATIENCE_MS = 1_500

export function createSession(http: Http, store: Promise<LocalStore>): Session {
  const state = shallowRef<SessionState>({ kind: 'unknown' })
  const linkRefused = shallowRef(false)
  // Only the latest word counts: an old check must not undo a sign-out.
  let word = 0
  let changing = 0

  const become = async (info: SessionInfo): Promise<void> => {
    state.value = { kind: 'signed-in', info }
    await (await store).put('remembered', REMEMBERED, info).catch(() => undefined)
  }
  const forget = async (): Promise<void> => {
    state.value = { kind: 'signed-out' }
    await (await store).remove('remembered', REMEMBERED).catch(() => undefined)
  }
  /** A new cookie may come with the answer, so no check is believed until then. */
  const change = async <Body>(request: HttpRequest): Promise<HttpResult<Body>> => {
    changing += 1
    const result = await http.ask<Body>(request)
    changing -= 1
    word += 1
    return result
  }
  const enter = async (path: string, body: object): Promise<SignInResult> => {
    const result = await change<SessionInfo>({ method: 'POST', path, body })
    if (result.kind !== 'answered') return asSignIn(result)
    await become(result.body)
    return { kind: 'done' }
  }
  /** Goes on as whoever was last known here. Answers whether there is somebody. */
  const recall = async (mine: number): Promise<boolean> => {
    const info = (await (await store).find('remembered', REMEMBERED)) as SessionInfo | undefined
    if (mine !== word || changing > 0 || state.value.kind === 'signed-in') return true
    if (info !== undefined) state.value = { kind: 'remembered', info }
    return info !== undefined
  }
  const check = async (): Promise<void> => {
    if (changing > 0) return
    const mine = ++word
    const goOn = setTimeout(() => void recall(mine), PATIENCE_MS)
    const result = await http.ask<SessionInfo>({ method: 'GET', path: '/api/session' })
    clearTimeout(goOn)
    if (mine !== word || changing > 0) return
    if (result.kind === 'answered') return become(result.body)
    if (result.kind === 'signed-out' || result.kind === 'refused') return forget()
    if (state.value.kind === 'signed-in') return
    if (!(await recall(mine)) && mine === word) state.value = { kind: 'unreachable' }
  }

  return {
    state: readonly(state),
    check,
    signIn: (signInName, password) => enter('/api/session', { signInName, password }),
    signInAs: personId => enter('/api/demo/session', { personId }),
    enterByLink: async token => {
      const result = await enter('/api/session/token', { token })
      linkRefused.value = result.kind === 'refused'
      return result
    },
    linkRefused: readonly(linkRefused),
    signOut: async () => {
      const result = await change({ method: 'DELETE', path: '/api/session' })
      if (result.kind !== 'answered' && result.kind !== 'signed-out') return asSignIn(result)
      await forget()
      return { kind: 'done' }
    },
    changePassword: (current, next) => enter('/api/session/password', { current, next }),
    demoRoles: async () => {
      const path = '/api/demo/roles'
      const result = await http.ask<{ readonly roles: readonly DemoRole[] }>({ method: 'GET', path })
      return result.kind === 'answered' ? result.body.roles : []
    },
  }
}

function asSignIn(result: Exclude<HttpResult<unknown>, { kind: 'answered' }>): SignInResult {
  if (result.kind === 'refused' || result.kind === 'signed-out')
    return { kind: 'refused', refusal: result.refusal }
  if (result.kind === 'busy') return result
  return { kind: 'unreachable' }
}
