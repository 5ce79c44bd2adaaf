import { ref, type Ref } from 'vue'
import type { Calibration } from '../../ui/calibration.ts'

const KEPT_AS = 'wall-calibration'
/** Comfortable, not the least. */
const ARC_MINUTES = 22

/** What this wall is, as measured by whoever hung it; undefined until they have. Kept on the wall's own computer. */
export function useCalibration(): {
  readonly calibration: Ref<Calibration | undefined>
  readonly keep: (pitchMm: number, farthestSeatM: number) => void
  readonly forget: () => void
} {
  const calibration = ref(read())
  return {
    calibration,
    keep: (pitchMm, farthestSeatM) => {
      calibration.value = { pitchMm, farthestSeatM, arcMinutes: ARC_MINUTES }
      localStorage.setItem(KEPT_AS, JSON.stringify(calibration.value))
    },
    forget: () => {
      calibration.value = undefined
      localStorage.removeItem(KEPT_AS)
    },
  }
}

/** What was kept may have been written by an older page: anything but figures above zero counts as nothing. */
function read(): Calibration | undefined {
  const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? 'null')
  if (typeof kept !== 'object' || kept === null) return undefined
  const { pitchMm, farthestSeatM } = kept as Partial<Record<keyof Calibration, unknown>>
  if (typeof pitchMm !== 'number' || typeof farthestSeatM !== 'number') return undefined
  return pitchMm > 0 && farthestSeatM > 0 ? { pitchMm, farthestSeatM, arcMinutes: ARC_MINUTES } : undefined
}
