import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { newId } from '@one-centre/shared/ids'
import { afterEach, expect, test, vi } from 'vitest'
import { openNodeChannel, type NodeChannel } from '../../server/src/platform/node-channel.ts'
import { redisForTests } from '../harness/redis.ts'
import { quietLog } from '../harness/quiet-log.ts'

const redis = await redisForTests()
const opened: NodeChannel[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map(channel => channel.close()))
})

function open(node: number, name: string, url: string) {
  const heard: string[] = []
  const channel = openNodeChannel({
    url,
    name,
    node,
    onMessage: message => heard.push(Buffer.from(message).toString()),
    log: quietLog,
  })
  opened.push(channel)
  return { channel, heard }
}

test.skipIf(redis === null)(
  `P-60 every other node hears a message, the own one does not ${redis ?? '(no Redis here)'}`,
  async () => {
    const name = `test:${newId()}`
    const first = open(1, name, redis!)
    const second = open(2, name, redis!)
    const foreign = open(3, `test:${newId()}`, redis!)
    await vi.waitFor(() => {
      for (const { channel } of [first, second, foreign]) expect(channel.trouble()).toBeNull()
    })

    await vi.waitFor(() => {
      first.channel.publish(Buffer.from('巡逻车'))
      expect(second.heard).toContain('巡逻车')
    })

    expect(first.heard).toEqual([])
    expect(foreign.heard).toEqual([])
  },
)

test('P-61 a Redis that is away delays nothing and is named', async () => {
  const silent = createServer(socket => socket.destroy())
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))

  const { channel, heard } = open(1, 'test:away', addressOf(silent))
  channel.publish(Buffer.from('nobody hears'))

  await vi.waitFor(() => expect(channel.trouble()).toMatch(/socket|closed|ECONNRESET/i))
  expect(heard).toEqual([])
  silent.close()
})

test.skipIf(redis === null)('P-61 a Redis that goes and comes again is heard again', async () => {
  const held = new Set<Socket>()
  let away = false
  const door = createServer(socket => {
    if (away) return socket.destroy()
    const onward = connect(Number(new URL(redis!).port || 6379), new URL(redis!).hostname)
    for (const end of [socket, onward]) held.add(end.on('error', () => undefined))
    socket.pipe(onward).pipe(socket)
  })
  await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve))
  const name = `test:${newId()}`
  const first = open(1, name, redis!)
  const second = open(2, name, addressOf(door))
  await vi.waitFor(() => expect(second.channel.trouble()).toBeNull())

  away = true
  for (const end of held) end.destroy()
  await vi.waitFor(() => expect(second.channel.trouble()).not.toBeNull())
  away = false

  await vi.waitFor(
    () => {
      first.channel.publish(Buffer.from('again'))
      expect(second.heard).toContain('again')
    },
    { timeout: 8_000 },
  )
  expect(second.channel.trouble()).toBeNull()
  door.close()
})

const addressOf = (server: Server): string =>
  `redis://127.0.0.1:${String((server.address() as AddressInfo).port)}`
