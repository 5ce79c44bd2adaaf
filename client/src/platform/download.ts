/** Hands the browser a file to keep. */
export function download(fileName: string, mediaType: string, content: BlobPart): void {
  const address = URL.createObjectURL(new Blob([content], { type: mediaType }))
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  // The browser has taken the bytes once the click is through.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
