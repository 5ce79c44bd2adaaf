/**
 * Who moves the map. Following: it fits itself to what it is asked to show. Locked: a person moved it, and it stays
 * until the person returns it; what was asked meanwhile is remembered.
 */
export type ViewLock<View> =
  | { readonly state: 'following'; readonly asked: View | undefined }
  | { readonly state: 'locked'; readonly asked: View | undefined }

export type ViewStep<View> = { readonly lock: ViewLock<View>; readonly show: View | undefined }

export function follow<View>(): ViewLock<View> {
  return { state: 'following', asked: undefined }
}

/** The program asks for a view: shown at once, or kept for the return. */
export function askFor<View>(lock: ViewLock<View>, view: View): ViewStep<View> {
  return { lock: { ...lock, asked: view }, show: lock.state === 'following' ? view : undefined }
}

/** A person moved the map. */
export function gesture<View>(lock: ViewLock<View>): ViewLock<View> {
  return { state: 'locked', asked: lock.asked }
}

/** The one key back. */
export function release<View>(lock: ViewLock<View>): ViewStep<View> {
  return { lock: { state: 'following', asked: lock.asked }, show: lock.asked }
}
