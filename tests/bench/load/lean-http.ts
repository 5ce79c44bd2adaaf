import { connect, type Socket } from 'node:net'

/** What a request is answered with. */
export interface Answer {
  readonly status: number
  readonly body: string
}

/**
 * One kept HTTP/1.1 connection that has one request under way at a time. Written by hand, because a whole
 * HTTP client takes as much of a processor as the server it measures.
 */
export class LeanConnection {
  readonly #socket: Socket
  readonly #head: string
  #buffer: Buffer = Buffer.alloc(0)
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined

  private constructor(socket: Socket, head: string) {
    this.#socket = socket
    this.#head = head
    socket.setNoDelay(true)
    socket.on('data', data => this.#take(data))
    socket.on('error', error => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('the server closed the connection')))
  }

  /** `headers` go with every request. */
  static open(url: string, path: string, headers: Readonly<Record<string, string>>): Promise<LeanConnection> {
    const { hostname, port } = new URL(url)
    const named = Object.entries({
      host: `${hostname}:${port}`,
      'content-type': 'application/json',
      ...headers,
    })
    const head = [`POST ${path} HTTP/1.1`, ...named.map(([name, value]) => `${name}: ${value}`)].join('\r\n')
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname)
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new LeanConnection(socket, head))
      })
    })
  }

  post(body: string, more = ''): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      const length = Buffer.byteLength(body)
      this.#socket.write(`${this.#head}\r\n${more}content-length: ${length}\r\n\r\n${body}`)
    })
  }

  close(): void {
    this.#waiting = undefined
    this.#socket.destroy()
  }

  #take(data: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? data : Buffer.concat([this.#buffer, data])
    const end = this.#buffer.indexOf('\r\n\r\n')
    if (end === -1) return
    const head = this.#buffer.toString('latin1', 0, end)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN)
    if (Number.isNaN(length)) {
      this.#fail(new Error(`an answer without its length: ${head}`))
      return
    }
    if (this.#buffer.length < end + 4 + length) return
    const body = this.#buffer.toString('utf8', end + 4, end + 4 + length)
    this.#buffer = this.#buffer.subarray(end + 4 + length)
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve({ status: Number(head.slice(9, 12)), body })
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error)
    this.#waiting = undefined
  }
}
