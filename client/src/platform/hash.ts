import { sha256 } from '@noble/hashes/sha2.js'

/** SHA-256 in hex. The browser's own is faster but missing on pages that came without TLS. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = isSecureContext
    ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    : sha256(bytes)
  return [...digest].map(byte => byte.toString(16).padStart(2, '0')).join('')
}
