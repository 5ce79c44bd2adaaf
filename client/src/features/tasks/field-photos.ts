import type { Id } from '@one-centre/shared/ids'
import { toIso } from '@one-centre/shared/time'
import { shallowRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLive } from '../../kernel/live.ts'
import type { KeptFile } from '../../kernel/uploads.ts'
import { developed } from './field-camera.ts'
import { locateOnce, type Located } from './field-locate.ts'
import { accuracyWords } from './field-sharing.ts'
import type { Fix } from './field-track.ts'
import { stampTime } from './field-watermark.ts'

/** What a picture is taken for. */
export interface Occasion {
  /** A task's id, or another word for a form of this phone. */
  readonly purpose: string
  readonly township: Id<'organisation'>
  /** The place in words, written on it. */
  readonly place: string
}

export interface FieldPhotos {
  readonly of: (purpose: string) => readonly KeptFile[]
  /** How many are being shrunk. */
  readonly developing: Readonly<Ref<number>>
  readonly add: (file: File, occasion: Occasion) => Promise<void>
  readonly remove: (sha256: string) => void
}

const LOCATE_WITHIN_MS = 2_000
const FIX_COUNTS_FOR_MS = 30_000

/** The camera of one member: every picture is made small, signed and kept before anything else happens to it. */
export function usePhotos(
  name: Readonly<Ref<string>>,
  fix: Readonly<Ref<Fix | undefined>>,
  onUnreadable: () => void,
): FieldPhotos {
  const { uploads, clock } = useLive()
  const { t } = useI18n()
  const developing = shallowRef(0)

  const here = async (): Promise<Located | undefined> => {
    const last = fix.value
    if (last === undefined || clock.device() - last.timestamp > FIX_COUNTS_FOR_MS)
      return locateOnce(LOCATE_WITHIN_MS)
    const { longitude, latitude, accuracy } = last.coords
    return { lon: longitude, lat: latitude, accuracyM: accuracy, measuredAt: toIso(last.timestamp) }
  }
  const add = async (file: File, { purpose, township, place }: Occasion) => {
    developing.value += 1
    const takenAt = clock.now()
    const deviceAt = clock.device()
    try {
      const position = (await here()) ?? null
      const point =
        position === null
          ? t('field.photo.nowhere')
          : `${t('field.photo.point', { lon: position.lon.toFixed(5), lat: position.lat.toFixed(5) })}${accuracyWords(position.accuracyM)}`
      const lines = (source: 'camera' | 'gallery') =>
        source === 'camera'
          ? [`${stampTime(takenAt)}  ${name.value}`, place, point]
          : [`${t('field.photo.gallery')}  ${stampTime(file.lastModified)}  ${name.value}`, place]
      const picture = await developed({
        file,
        takenAt,
        deviceAt,
        position,
        lines: source => lines(source).filter(line => line !== ''),
      })
      await uploads.add({ ...picture, purpose, township })
    } catch {
      onUnreadable()
    } finally {
      developing.value -= 1
    }
  }

  return {
    of: purpose => uploads.all.value.filter(file => file.purpose === purpose && !file.handedIn),
    developing,
    add,
    remove: uploads.remove,
  }
}
