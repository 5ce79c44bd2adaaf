/** Signs that this page is looked at again, or about to be left. Each answers the way to stop listening. */
export interface Page {
  /** Seen again, back on a network, or back from the page cache. */
  readonly onWake: (handler: () => void) => () => void
  /** Hidden or closing: the last moment to save. */
  readonly onLeave: (handler: () => void) => () => void
}

export function browserPage(): Page {
  return {
    onWake: handler => {
      const whenVisible = () => {
        if (document.visibilityState === 'visible') handler()
      }
      return all(
        listen(document, 'visibilitychange', whenVisible),
        listen(window, 'online', handler),
        listen(window, 'pageshow', handler),
      )
    },
    onLeave: handler => {
      const whenHidden = () => {
        if (document.visibilityState === 'hidden') handler()
      }
      return all(listen(document, 'visibilitychange', whenHidden), listen(window, 'pagehide', handler))
    },
  }
}

function listen(target: EventTarget, name: string, handler: () => void): () => void {
  target.addEventListener(name, handler)
  return () => target.removeEventListener(name, handler)
}

function all(...stops: readonly (() => void)[]): () => void {
  return () => {
    for (const stop of stops) stop()
  }
}
