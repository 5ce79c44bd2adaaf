/** Holds viewers open in a process of its own until told to end. */
import { openAll, openViewer } from './live-viewer.ts'

export interface ViewersOrder {
  readonly url: string
  /** One viewer each. */
  readonly viewers: readonly Readonly<Record<string, string>>[]
  readonly view: object
}

process.once('message', (order: ViewersOrder) => {
  const none = (): void => undefined
  openAll(order.viewers, async headers => {
    const viewer = await openViewer(order.url, headers, { onFrame: none, onWords: none })
    viewer.view(order.view)
    return viewer
  }).then(
    opened => {
      process.send!({ result: { opened: opened.length } })
      process.once('message', () => {
        for (const viewer of opened) viewer.close()
        process.exit(0)
      })
    },
    (error: unknown) => process.send!({ error: String(error) }, () => process.exit(1)),
  )
})
