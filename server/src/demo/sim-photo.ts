import { crc32, deflateSync } from 'node:zlib'
import { seeded } from './seeded.ts'

const WIDTH = 320
const HEIGHT = 240

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

/** A drawn stand-in for a photo, as PNG: ground, sky and a box, so that nobody takes it for a real place. */
export function drawnPhoto(seed: number, label: string): Buffer {
  const random = seeded(seed, `photo/${label}`)
  const horizon = random.whole(90, 150)
  const box = { left: random.whole(40, 160), top: horizon - random.whole(10, 50), size: random.whole(40, 90) }
  const tint = random.whole(0, 60)
  const rows = Buffer.alloc(HEIGHT * (WIDTH * 3 + 1))
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const inBox = x >= box.left && x < box.left + box.size && y >= box.top && y < box.top + box.size
      const colour = inBox
        ? [150 + tint, 110, 80]
        : y < horizon
          ? [120, 150, 180 + tint]
          : [90, 100 + tint, 90]
      rows.set(colour, y * (WIDTH * 3 + 1) + 1 + x * 3)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(WIDTH, 0)
  header.writeUInt32BE(HEIGHT, 4)
  // 8 bits a channel, RGB.
  header.set([8, 2], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
