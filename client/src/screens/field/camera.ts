/** The longer side of what is sent: number plates stay legible, and ten photos pass a weak network. */
const LONGEST_PX = 1_600
const JPEG_QUALITY = 0.82

/** The picture as a JPEG small enough to send. Throws where the file is no picture. */
export async function shrunk(file: File): Promise<Uint8Array<ArrayBuffer>> {
  const picture = await createImageBitmap(file)
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const blob = await new Promise<Blob | null>(resolve => {
    canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY)
  })
  if (blob === null) throw new Error('no picture')
  return new Uint8Array(await blob.arrayBuffer())
}
