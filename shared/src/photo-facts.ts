import { Type, type Static } from 'typebox'
import { Instant, oneOf, record } from './contract.ts'

/** What a phone knows of a photo it took; kept beside the picture, whose copy carries it in writing (FD-13). */
export const PhotoFacts = record({
  /** By the server's clock, as well as the phone knew it. */
  takenAt: Instant,
  position: Type.Union([
    record({
      lon: Type.Number({ minimum: -180, maximum: 180 }),
      lat: Type.Number({ minimum: -90, maximum: 90 }),
      accuracyM: Type.Number({ minimum: 0 }),
      measuredAt: Instant,
    }),
    Type.Null(),
  ]),
  /** `gallery`: the file is older than a moment, so it was not taken here and now. */
  source: oneOf(['camera', 'gallery'] as const),
  /** Of the picture as the camera gave it, before it was shrunk and written on. */
  originalSha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
})
export type PhotoFacts = Static<typeof PhotoFacts>
