import type { Id } from '@one-centre/shared/ids'

/** Stores one picture; answers its id, or undefined where the server would not have it or could not be reached. */
export async function uploadPhoto(township: string, file: File): Promise<Id<'file'> | undefined> {
  try {
    const response = await fetch(`/api/files?township=${encodeURIComponent(township)}`, {
      method: 'POST',
      headers: { 'content-type': file.type },
      body: file,
    })
    if (!response.ok) return undefined
    const body = (await response.json()) as { readonly sha256?: string }
    return body.sha256
  } catch {
    return undefined
  }
}
