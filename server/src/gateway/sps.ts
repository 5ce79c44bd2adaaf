/** Reads bits of a NAL unit's payload without its emulation prevention bytes (H.264 §7.3.1). */
class Bits {
  readonly #bytes: Buffer
  #at = 0

  constructor(nal: Buffer) {
    const bytes: number[] = []
    for (const [i, byte] of nal.entries())
      if (!(byte === 3 && i > 1 && nal[i - 1] === 0 && nal[i - 2] === 0)) bytes.push(byte)
    this.#bytes = Buffer.from(bytes)
  }

  bit(): number {
    const byte = this.#bytes[this.#at >> 3]
    if (byte === undefined) throw new RangeError('a parameter set that ends too early')
    const bit = (byte >> (7 - (this.#at & 7))) & 1
    this.#at += 1
    return bit
  }

  bits(count: number): number {
    let value = 0
    for (let i = 0; i < count; i += 1) value = value * 2 + this.bit()
    return value
  }

  /** Exp-Golomb, unsigned. */
  ue(): number {
    let zeros = 0
    while (this.bit() === 0) {
      zeros += 1
      if (zeros > 31) throw new RangeError('no Exp-Golomb number')
    }
    return 2 ** zeros - 1 + this.bits(zeros)
  }

  se(): number {
    const value = this.ue()
    return value % 2 === 0 ? -value / 2 : (value + 1) / 2
  }
}

/** Profiles with chroma and scaling lists in their parameter set (§7.3.2.1.1). */
const HIGH = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134]

/** The size of the pictures a sequence parameter set announces; undefined where it cannot be read. */
export function sizeOf(sps: Buffer): { readonly width: number; readonly height: number } | undefined {
  try {
    return read(new Bits(sps.subarray(1)))
  } catch {
    return undefined
  }
}

function read(bits: Bits): { readonly width: number; readonly height: number } {
  const profile = bits.bits(8)
  bits.bits(16)
  bits.ue()
  const chroma = HIGH.includes(profile) ? readChroma(bits) : 1
  bits.ue()
  const order = bits.ue()
  if (order === 0) bits.ue()
  else if (order === 1) {
    bits.bit()
    bits.se()
    bits.se()
    for (let left = bits.ue(); left > 0; left -= 1) bits.se()
  }
  bits.ue()
  bits.bit()
  const across = (bits.ue() + 1) * 16
  const down = (bits.ue() + 1) * 16
  const frames = bits.bit()
  if (frames === 0) bits.bit()
  bits.bit()
  const crop = bits.bit() === 1 ? [bits.ue(), bits.ue(), bits.ue(), bits.ue()] : [0, 0, 0, 0]
  const [left = 0, right = 0, top = 0, bottom = 0] = crop
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1
  const unitY = (chroma === 1 ? 2 : 1) * (2 - frames)
  return { width: across - (left + right) * unitX, height: down * (2 - frames) - (top + bottom) * unitY }
}

function readChroma(bits: Bits): number {
  const chroma = bits.ue()
  if (chroma === 3) bits.bit()
  bits.ue()
  bits.ue()
  bits.bit()
  if (bits.bit() === 1)
    for (let i = 0; i < (chroma === 3 ? 12 : 8); i += 1) if (bits.bit() === 1) skipList(bits, i < 6 ? 16 : 64)
  return chroma
}

function skipList(bits: Bits, size: number): void {
  let last = 8
  let next = 8
  for (let i = 0; i < size; i += 1) {
    if (next !== 0) next = (last + bits.se() + 256) % 256
    last = next === 0 ? last : next
  }
}
