/** Why a place is empty. Five different truths, which must never look alike. */
export type Empty =
  /** The source answered: there is nothing. `asOf` in ms since 1970. */
  | { readonly why: 'none'; readonly asOf: number }
  /** Nobody knows. `since` undefined: it was never connected. */
  | { readonly why: 'not-connected'; readonly since: number | undefined }
  /** There are `count`, and none of them is what was looked for. */
  | { readonly why: 'filtered'; readonly count: number }
  | { readonly why: 'no-permission' }
  | { readonly why: 'loading' }
