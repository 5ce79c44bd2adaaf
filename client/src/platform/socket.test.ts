import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClock } from './clock.ts'
import { createSocket, type Wire } from './socket.ts'

function fakeWire() {
  const log: string[] = []
  const on = new Map<string, (payload: unknown) => void>()
  let opened = () => {}
  let downed: (how: 'cut' | 'lost') => void = () => {}
  let failed: (how: 'cut' | 'lost') => void = () => {}
  const wire: Wire = {
    open: () => log.push('open'),
    close: () => log.push('close'),
    emit: word => log.push(`emit ${word}`),
    on: (word, handler) => on.set(word, handler),
    onOpen: handler => (opened = handler),
    onDown: handler => (downed = handler),
    onFailed: handler => (failed = handler),
  }
  return {
    wire,
    log,
    say: (word: string, payload: unknown) => on.get(word)?.(payload),
    open: () => opened(),
    down: (how: 'cut' | 'lost') => downed(how),
    fail: (how: 'cut' | 'lost') => failed(how),
  }
}

interface Words {
  readonly hello: string
}

describe('socket', () => {
  beforeEach(() => vi.useFakeTimers({ now: 0 }))
  afterEach(() => vi.useRealTimers())

  it('is connecting, open, waiting or closed', () => {
    const fake = fakeWire()
    const socket = createSocket<Words, Words>(fake.wire, createClock())
    const seen = [socket.state.value.kind]

    for (const act of [socket.open, fake.open, () => fake.down('lost'), fake.open, socket.close]) {
      act()
      seen.push(socket.state.value.kind)
    }

    expect(seen).toEqual(['closed', 'connecting', 'open', 'waiting', 'open', 'closed'])
  })

  it('comes back by itself after the server has cut it, later each time', () => {
    const fake = fakeWire()
    const socket = createSocket<Words, Words>(fake.wire, createClock(), () => 0.5)
    socket.open()
    const waits: number[] = []

    for (let round = 0; round < 5; round += 1) {
      fake.open()
      fake.down('cut')
      const before = Date.now()
      vi.runAllTimers()
      waits.push(Date.now() - before)
    }

    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 4_000])
    expect(fake.log.filter(each => each === 'open')).toHaveLength(6)
  })

  it('tries again by itself after the server refused the handshake', () => {
    const fake = fakeWire()
    const socket = createSocket<Words, Words>(fake.wire, createClock(), () => 0.5)
    socket.open()

    fake.fail('cut')
    vi.advanceTimersByTime(500)
    fake.fail('cut')
    vi.advanceTimersByTime(999)
    expect(fake.log).toEqual(['open', 'open'])
    vi.advanceTimersByTime(1)

    expect(fake.log).toEqual(['open', 'open', 'open'])
  })

  it('stays closed when closed while waiting', () => {
    const fake = fakeWire()
    const socket = createSocket<Words, Words>(fake.wire, createClock())
    socket.open()
    fake.open()
    fake.down('cut')

    socket.close()
    vi.runAllTimers()

    expect(fake.log).toEqual(['open', 'close'])
  })

  it('tries at once when woken while waiting, and leaves an open connection alone', () => {
    const fake = fakeWire()
    const socket = createSocket<Words, Words>(fake.wire, createClock())
    socket.open()
    fake.fail('lost')
    socket.wake()
    fake.open()
    socket.wake()

    expect(fake.log).toEqual(['open', 'close', 'open'])
  })

  it('hands words to whoever listens, and says nothing while not open', () => {
    const fake = fakeWire()
    const socket = createSocket<Words, Words>(fake.wire, createClock())
    const heard: string[] = []
    const stop = socket.on('hello', word => heard.push(word))
    socket.on('hello', word => heard.push(`${word} too`))

    socket.emit('hello', 'lost')
    socket.open()
    fake.open()
    fake.say('hello', 'a')
    stop()
    fake.say('hello', 'b')
    socket.emit('hello', 'said')

    expect(heard).toEqual(['a', 'a too', 'b too'])
    expect(fake.log).toEqual(['open', 'emit hello'])
  })
})
