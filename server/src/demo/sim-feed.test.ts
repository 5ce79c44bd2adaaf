import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Api } from './sim-api.ts'
import { followFeed } from './sim-feed.ts'
import { Replica } from './sim-replica.ts'

test.each([
  ['going on', 'opens', 1],
  ['told to stop', 'does not open', 0],
] as const)(
  'DM-27 a follower %s while its session is being opened %s a connection',
  async (word, _opens, expected) => {
    const connections: string[] = []
    const server = createServer(socket => {
      connections.push(word)
      socket.on('error', () => undefined)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { promise: asked, resolve: ask } = Promise.withResolvers<string>()
    const { promise: cookie, resolve: answer } = Promise.withResolvers<string>()
    const api: Api = {
      ask: () => Promise.resolve(null),
      upload: () => Promise.resolve(null),
      cookieOf: () => {
        ask('asked')
        return cookie
      },
    }
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const feed = followFeed({
      url,
      api,
      observer: 'somebody',
      townships: [],
      replica: new Replica(),
      now: () => 0,
    })
    onTestFinished(() => {
      feed.close()
      server.close()
    })

    await asked
    if (word === 'told to stop') feed.close()
    answer('session=1')
    await sleep(300)

    expect(connections).toHaveLength(expected)
  },
)
