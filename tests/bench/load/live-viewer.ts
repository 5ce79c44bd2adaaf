import { WebSocket } from 'ws'

/**
 * A viewer of the product on the wire: Engine.IO and Socket.IO as far as they are spoken here, without the
 * library, so that thousands fit into one process.
 */
export interface LiveViewer {
  readonly socket: WebSocket
  view(view: object): void
  close(): void
}

export interface LiveHearers {
  /** A binary frame of positions. */
  readonly onFrame: (bytes: Buffer) => void
  /** A message of the feed, as it came: `["feed",{…}]`. */
  readonly onWords: (text: string) => void
}

export function openViewer(
  url: string,
  headers: Readonly<Record<string, string>>,
  { onFrame, onWords }: LiveHearers,
): Promise<LiveViewer> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
    headers,
    perMessageDeflate: false,
    skipUTF8Validation: true,
  })
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) {
        onFrame(data)
        return
      }
      const text = data.toString()
      if (text.startsWith('0')) socket.send('40')
      else if (text === '2') socket.send('3')
      else if (text.startsWith('44')) reject(new Error(`refused: ${text}`))
      else if (text.startsWith('42')) onWords(text.slice(2))
      else if (text.startsWith('40')) {
        resolve({
          socket,
          view: view => socket.send(`42${JSON.stringify(['view', view])}`),
          close: () => socket.terminate(),
        })
      }
    })
  })
}

/** Opens them a few at a time, as many as a server accepts without a queue. */
export async function openAll<Item, Opened>(
  items: readonly Item[],
  open: (item: Item, index: number) => Promise<Opened>,
): Promise<readonly Opened[]> {
  const opened: Opened[] = []
  for (let from = 0; from < items.length; from += 50) {
    const some = items.slice(from, from + 50)
    opened.push(...(await Promise.all(some.map((item, index) => open(item, from + index)))))
  }
  return opened
}
