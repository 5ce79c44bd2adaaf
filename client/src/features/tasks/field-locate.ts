import type { PhotoFacts } from '@one-centre/shared/photo-facts'
import { toIso } from '@one-centre/shared/time'

export type Located = NonNullable<PhotoFacts['position']>

/** Where this phone is now, asked once; undefined where it does not know in time or may not say. */
export function locateOnce(withinMs: number): Promise<Located | undefined> {
  if (!('geolocation' in navigator) || !isSecureContext) return Promise.resolve(undefined)
  return new Promise(resolve => {
    // The browser's own limit does not run while it asks for permission.
    const tired = setTimeout(() => resolve(undefined), withinMs)
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) => {
        clearTimeout(tired)
        resolve({
          lon: coords.longitude,
          lat: coords.latitude,
          accuracyM: coords.accuracy,
          measuredAt: toIso(timestamp),
        })
      },
      () => {
        clearTimeout(tired)
        resolve(undefined)
      },
      { enableHighAccuracy: true, timeout: withinMs, maximumAge: 30_000 },
    )
  })
}
