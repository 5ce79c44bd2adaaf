import type { Id } from '@one-centre/shared/ids'
import type { PhotoFacts } from '@one-centre/shared/photo-facts'
import { toIso } from '@one-centre/shared/time'
import { sha256Of } from '../../platform/hash.ts'
import type { KeptFile } from '../../kernel/uploads.ts'
import { fitted, writeOn } from './field-watermark.ts'

export interface Snap {
  readonly file: File
  /** ms by the server's clock, and by the device's own, which dates the file. */
  readonly takenAt: number
  readonly deviceAt: number
  readonly position: PhotoFacts['position']
  readonly lines: (source: PhotoFacts['source']) => readonly string[]
}

/** A file this old when it is handed in was not taken just now. */
const FRESH_MS = 120_000
/** Small enough for 2G, good enough for evidence. */
const ENOUGH_BYTES = 1_500_000
const qualities = [0.85, 0.7, 0.5] as const

/** Shrinks, turns upright, writes on and names a picture (FD-10). Throws where the file is no picture this phone can read. */
export async function developed(
  snap: Snap,
): Promise<Pick<KeptFile, 'sha256' | 'dataUrl' | 'bytes'> & { readonly facts: PhotoFacts }> {
  const source = snap.deviceAt - snap.file.lastModified > FRESH_MS ? 'gallery' : 'camera'
  const picture = await drawn(snap.file, snap.lines(source))
  const bytes = new Uint8Array(await picture.arrayBuffer())
  const original = new Uint8Array(await snap.file.arrayBuffer())
  const facts: PhotoFacts = {
    takenAt: toIso(
      source === 'camera' ? snap.takenAt : snap.takenAt - snap.deviceAt + snap.file.lastModified,
    ),
    // A picture of another day was taken elsewhere.
    position: source === 'camera' ? snap.position : null,
    source,
    originalSha256: await sha256Of(original),
  }
  const sha256 = (await sha256Of(bytes)) as Id<'file'>
  return { sha256, dataUrl: await asDataUrl(picture), bytes: bytes.length, facts }
}

async function drawn(file: File, lines: readonly string[]): Promise<Blob> {
  const url = URL.createObjectURL(file)
  try {
    // An image element turns the picture as its camera was held; bitmaps do so only in some browsers.
    const image = new Image()
    image.src = url
    await image.decode()
    const size = fitted(image.naturalWidth, image.naturalHeight)
    const canvas = document.createElement('canvas')
    canvas.width = size.width
    canvas.height = size.height
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('no canvas')
    context.imageSmoothingQuality = 'high'
    context.drawImage(image, 0, 0, size.width, size.height)
    writeOn(context, size, lines)
    return await smallEnough(canvas)
  } finally {
    URL.revokeObjectURL(url)
  }
}

async function smallEnough(canvas: HTMLCanvasElement): Promise<Blob> {
  let last: Blob | null = null
  for (const quality of qualities) {
    last = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', quality))
    if (last !== null && last.size <= ENOUGH_BYTES) return last
  }
  if (last === null) throw new Error('the picture cannot be written')
  return last
}

function asDataUrl(picture: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => {
      resolve(reader.result as string)
    }
    reader.onerror = () => {
      reject(reader.error ?? new Error('the picture cannot be read'))
    }
    reader.readAsDataURL(picture)
  })
}
