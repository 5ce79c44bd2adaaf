/**
 * Made the four loops in ../assets, once, on a developer's machine; no server runs it.
 *
 *   node server/src/demo/cameras/draw-scenes.ts crossing 640 360 | ffmpeg -f rawvideo -pix_fmt yuv420p -s 640x360 -r 12.5 -i - \
 *     -vf "drawtext=fontfile=NotoSansCJK-Bold.ttc:text='演示信号':fontsize=28:fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=8:x=16:y=16" \
 *     -c:v libx264 -profile:v baseline -preset veryslow -crf 30 -g 12 -keyint_min 12 -sc_threshold 0 -bf 0 -slices 2 \
 *     -x264-params repeat-headers=1:aud=1 -an -f h264 crossing-sub.h264
 *
 * (main: 1280 720, -slices 4, -crf 31.) Every frame is drawn here from shapes, so the loops are ours under this licence.
 */

import { once } from 'node:events'

const FRAMES = 120
/** A field of small squares counts the frames in binary, so that a test can see that pictures advance. */
const COUNTER_BITS = 7

type Scene = 'crossing' | 'river' | 'square' | 'market'
type Colour = readonly [y: number, u: number, v: number]

const grey = (y: number): Colour => [y, 128, 128]
const green: Colour = [95, 112, 112]
const blue: Colour = [110, 160, 105]
const red: Colour = [95, 100, 190]
const yellow: Colour = [190, 40, 145]

class Picture {
  readonly #y: Buffer
  readonly #u: Buffer
  readonly #v: Buffer
  readonly width: number
  readonly height: number

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.#y = Buffer.alloc(width * height)
    this.#u = Buffer.alloc((width * height) / 4)
    this.#v = Buffer.alloc((width * height) / 4)
  }

  /** In parts of the picture, 0 … 1. */
  box(left: number, top: number, right: number, bottom: number, [y, u, v]: Colour): void {
    const x0 = Math.max(0, Math.round(left * this.width))
    const x1 = Math.min(this.width, Math.round(right * this.width))
    const y1 = Math.min(this.height, Math.round(bottom * this.height))
    for (let row = Math.max(0, Math.round(top * this.height)); row < y1; row += 1) {
      if (x1 <= x0) return
      this.#y.fill(y, row * this.width + x0, row * this.width + x1)
      const half = (row >> 1) * (this.width >> 1)
      this.#u.fill(u, half + (x0 >> 1), half + (x1 >> 1))
      this.#v.fill(v, half + (x0 >> 1), half + (x1 >> 1))
    }
  }

  bytes(): Buffer {
    return Buffer.concat([this.#y, this.#u, this.#v])
  }
}

/** 0 … 1 and back to 0 at the end of the loop, so that it has no seam. */
const round = (frame: number, offset: number, laps: number): number => (frame * laps) / FRAMES + offset

function across(
  picture: Picture,
  frame: number,
  top: number,
  size: number,
  colour: Colour,
  laps: number,
  offset: number,
): void {
  const at = ((round(frame, offset, laps) % 1) + 1) % 1
  const left = at * (1 + size * 2) - size * 1.5
  picture.box(left, top, left + size, top + size * 0.7, colour)
}

function down(
  picture: Picture,
  frame: number,
  left: number,
  size: number,
  colour: Colour,
  laps: number,
  offset: number,
): void {
  const at = ((round(frame, offset, laps) % 1) + 1) % 1
  const top = at * (1 + size * 3) - size * 2
  picture.box(left, top, left + size * 0.55, top + size * 1.4, colour)
}

const scenes: Readonly<Record<Scene, (picture: Picture, frame: number) => void>> = {
  crossing: (picture, frame) => {
    picture.box(0, 0, 1, 1, green)
    picture.box(0, 0.38, 1, 0.68, grey(70))
    picture.box(0.4, 0, 0.6, 1, grey(70))
    for (let n = 0; n < 12; n += 1) picture.box(n / 12, 0.525, n / 12 + 0.04, 0.535, grey(200))
    for (let n = 0; n < 8; n += 1) picture.box(0.36, 0.39 + n * 0.036, 0.39, 0.405 + n * 0.036, grey(200))
    across(picture, frame, 0.42, 0.09, red, 2, 0)
    across(picture, frame, 0.56, 0.1, yellow, -1, 0.3)
    down(picture, frame, 0.43, 0.1, blue, 1, 0.5)
    const lamp = frame < FRAMES / 2
    picture.box(0.63, 0.2, 0.66, 0.27, lamp ? red : grey(40))
    picture.box(0.63, 0.28, 0.66, 0.35, lamp ? grey(40) : [140, 80, 70])
  },
  river: (picture, frame) => {
    picture.box(0, 0, 1, 0.35, [170, 140, 118])
    picture.box(0, 0.35, 1, 0.45, green)
    picture.box(0, 0.45, 1, 1, blue)
    for (let n = 0; n < 9; n += 1)
      across(picture, frame, 0.5 + n * 0.055, 0.05, [125, 155, 108], 1 + (n % 2), n * 0.37)
    picture.box(0.86, 0.3, 0.89, 1, grey(190))
    for (let n = 0; n < 10; n += 1) picture.box(0.86, 0.36 + n * 0.06, 0.89, 0.375 + n * 0.06, red)
    across(picture, frame, 0.62, 0.16, grey(60), 1, 0.1)
  },
  square: (picture, frame) => {
    picture.box(0, 0, 1, 1, grey(150))
    for (let n = 0; n < 10; n += 1) picture.box(n / 10, 0, n / 10 + 0.004, 1, grey(130))
    for (let n = 0; n < 6; n += 1) picture.box(0, n / 6, 1, n / 6 + 0.006, grey(130))
    picture.box(0.4, 0.3, 0.6, 0.6, green)
    for (let n = 0; n < 6; n += 1) {
      down(picture, frame, 0.08 + n * 0.15, 0.035, n % 2 === 0 ? red : blue, n % 3 === 0 ? -1 : 1, n * 0.23)
      across(picture, frame, 0.12 + n * 0.14, 0.025, yellow, n % 2 === 0 ? 1 : -1, n * 0.31)
    }
  },
  market: (picture, frame) => {
    picture.box(0, 0, 1, 1, grey(110))
    for (let n = 0; n < 6; n += 1) {
      picture.box(n / 6 + 0.01, 0.05, n / 6 + 0.15, 0.3, n % 2 === 0 ? red : yellow)
      picture.box(n / 6 + 0.01, 0.3, n / 6 + 0.15, 0.42, grey(80))
    }
    for (let n = 0; n < 5; n += 1)
      across(
        picture,
        frame,
        0.5 + n * 0.09,
        0.03 + (n % 2) * 0.02,
        n % 2 === 0 ? blue : grey(220),
        n % 2 === 0 ? 1 : -1,
        n * 0.41,
      )
  },
}

function counter(picture: Picture, frame: number): void {
  for (let bit = 0; bit < COUNTER_BITS; bit += 1) {
    const left = 0.97 - (bit + 1) * 0.03
    picture.box(left, 0.92, left + 0.025, 0.96, grey((frame >> bit) & 1 ? 235 : 16))
  }
}

const [scene = 'crossing', width = '640', height = '360'] = process.argv.slice(2)
for (let frame = 0; frame < FRAMES; frame += 1) {
  const picture = new Picture(Number(width), Number(height))
  scenes[scene as Scene](picture, frame)
  counter(picture, frame)
  if (!process.stdout.write(picture.bytes())) await once(process.stdout, 'drain')
}
