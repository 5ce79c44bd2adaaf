/** A wall's link is `/wall#token=…`: what stands behind the # is sent to no server and written to no log. */
const LINK = /^#token=([A-Za-z0-9_-]{20,200})$/

export interface Address {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string }
  readonly history: { replaceState(state: unknown, title: string, url: string): void }
}

/** The token of the link this page was opened with, taken out of the address before anything else can see it (TO-4). */
export function takeLinkToken({ location, history }: Address): string | undefined {
  const token = LINK.exec(location.hash)?.[1]
  if (token !== undefined) history.replaceState(null, '', location.pathname + location.search)
  return token
}

/** The link to hand to a wall. */
export function wallLink(origin: string, secret: string): string {
  return `${origin}/wall#token=${secret}`
}

/** Imported first of all, before the router reads the address. */
export const linkToken = typeof document === 'undefined' ? undefined : takeLinkToken(window)
