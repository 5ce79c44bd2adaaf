/** What became of a line. */
export type LineResult =
  | { readonly kind: 'flaw'; readonly words: string }
  /** It only shows something, and says what. */
  | { readonly kind: 'shown'; readonly words: string }
  /** Done; `undo` takes it back and answers with words, null where nothing can. */
  | { readonly kind: 'done'; readonly words: string; readonly undo: (() => Promise<LineResult>) | null }
  /** It cannot be taken back, so it is sent only after the time to think again (CO-23). */
  | { readonly kind: 'held'; readonly words: string; readonly send: () => Promise<LineResult> }
