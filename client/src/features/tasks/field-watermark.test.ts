import { expect, test } from 'vitest'
import { fitted, stampTime, wrapped } from './field-watermark.ts'

test('FD-10 a large photo keeps its proportions within 2048 px, a small one stays', () => {
  expect(fitted(4_032, 3_024)).toEqual({ width: 2_048, height: 1_536 })
  expect(fitted(3_000, 8_000)).toEqual({ width: 768, height: 2_048 })
  expect(fitted(640, 480)).toEqual({ width: 640, height: 480 })
})

test('FD-10 the time on a photo is the county’s, whatever zone the phone is set to', () => {
  expect(stampTime(Date.parse('2026-11-25T16:03:22.000Z'))).toBe('2026-11-26 00:03:22')
})

test('FD-10 a long address is broken, nothing of it is lost', () => {
  const lines = wrapped('青岚镇人民路一百二十八号农贸市场东门', 10, text => text.length)

  expect(lines).toEqual(['青岚镇人民路一百二十', '八号农贸市场东门'])
})
