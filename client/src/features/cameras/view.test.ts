import { expect, test } from 'vitest'
import type { StreamHealth } from './health.ts'
import { troubleOf } from './view.ts'

const health = (state: StreamHealth['state'], codec = 'H264'): StreamHealth => ({
  key: 'c/sub',
  state,
  codec,
  width: 0,
  height: 0,
  framesPerSecond: 0,
  lastFrameAt: null,
  viewers: 1,
})

test('CA-41 the camera’s own trouble is named before that of the way to it', () => {
  const playing = { kind: 'playing' } as const
  const broken = { kind: 'broken', why: '' } as const

  expect(troubleOf(playing, health('unsupported_codec', 'H265'))).toEqual({
    word: 'unsupported_codec',
    codec: 'H265',
  })
  expect(troubleOf(broken, health('auth_failed'))).toMatchObject({ word: 'auth_failed' })
  expect(troubleOf(broken, health('live'))).toMatchObject({ word: 'lost' })
  expect(troubleOf(playing, undefined)).toMatchObject({ word: 'waiting' })
  expect(troubleOf({ kind: 'opening' }, undefined)).toMatchObject({ word: 'opening' })
})

test('CA-34 what the server says comes before everything, and an end without a word is an end', () => {
  expect(troubleOf({ kind: 'ended', why: '张三 与用途不符' }, health('live'))).toEqual({
    text: '张三 与用途不符',
  })
  expect(troubleOf({ kind: 'ended', why: '' }, health('live'))).toMatchObject({ word: 'ended' })
})
