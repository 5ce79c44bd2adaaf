import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RtspProtocolError, RtspReader, type RtspItem } from './rtsp-reader.ts'

const data = (channel: number, payload: Buffer): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt8(0x24, 0)
  head.writeUInt8(channel, 1)
  head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}
const response = (sequence: number, body: string): Buffer =>
  Buffer.from(
    `RTSP/1.0 200 OK\r\nCSeq: ${sequence}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )

const part = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 300 }))
    .map(([channel, payload]) => data(channel, Buffer.from(payload))),
  fc.tuple(fc.nat(1_000), fc.string({ maxLength: 80 })).map(([sequence, body]) => response(sequence, body)),
  fc.constant(Buffer.from('OPTIONS rtsp://x/ RTSP/1.0\r\nCSeq: 4\r\n\r\n')),
)

/** Items as text, so that two readings can be compared. */
const shown = (items: readonly RtspItem[]): readonly string[] =>
  items.map(item =>
    item.kind === 'data'
      ? `${item.channel} ${item.payload.toString('hex')}`
      : `${item.kind} ${item.headers.get('cseq')?.[0]} ${item.body.toString('hex')}`,
  )

test('CA-26 however the bytes are cut, the same comes out', () => {
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 40 }),
      (parts, cuts) => {
        const whole = Buffer.concat(parts)
        const places = [...new Set(cuts.map(cut => cut % (whole.length + 1)))].sort((a, b) => a - b)
        const reader = new RtspReader()
        const items: RtspItem[] = []
        let from = 0
        for (const to of [...places, whole.length]) {
          items.push(...reader.push(whole.subarray(from, to)))
          from = to
        }

        expect(items).toHaveLength(parts.length)
        expect(shown(items)).toEqual(shown(parts.flatMap(one => [...new RtspReader().push(one)])))
      },
    ),
    { numRuns: 500 },
  )
})

test('CA-26 line ends too many between messages are passed over', () => {
  const items = new RtspReader().push(
    Buffer.concat([response(1, 'x'), Buffer.from('\r\n\r\n'), data(0, Buffer.from('ab')), response(2, '')]),
  )

  expect(items.map(item => item.kind)).toEqual(['response', 'data', 'response'])
})

test('CA-26 what is no RTSP, a header without an end and a body without a length are refused', () => {
  const read = (text: string) => (): unknown => new RtspReader().push(Buffer.from(text))

  expect(read('HTTP/1.1 200 OK\r\n\r\n')).toThrow(RtspProtocolError)
  expect(read('x'.repeat(70_000))).toThrow(RtspProtocolError)
  expect(read('RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n')).toThrow(RtspProtocolError)
  expect(read('RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n')).toThrow(RtspProtocolError)
})

test('CA-26 nothing a peer can send makes the reader fail otherwise', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 8 }), chunks => {
      const reader = new RtspReader()
      try {
        for (const chunk of chunks) reader.push(Buffer.from(chunk))
      } catch (error) {
        expect(error).toBeInstanceOf(RtspProtocolError)
      }
    }),
    { numRuns: 500 },
  )
})
