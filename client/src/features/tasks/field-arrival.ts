import type { Position } from '@one-centre/shared/geo'
import type { Task } from '@one-centre/shared/tasks'
import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { dwellAfter, suggestsArrival, type Dwell } from './field-dwell.ts'
import type { Fix } from './field-track.ts'

/** The task whose place the phone has been at for a minute while nobody has said so (FD-23). */
export function useArrival(
  task: Readonly<Ref<Task | undefined>>,
  placeOf: (task: Task) => Position | null | undefined,
  fix: Readonly<Ref<Fix | undefined>>,
): ComputedRef<Task | undefined> {
  const dwell = shallowRef<Dwell>()
  watch(
    () => task.value?.id,
    () => {
      dwell.value = undefined
    },
  )
  watch(fix, seen => {
    const place = task.value === undefined ? undefined : placeOf(task.value)
    if (seen === undefined || place === undefined || place === null) return
    const { longitude, latitude, accuracy } = seen.coords
    const here = { lon: longitude, lat: latitude, accuracyM: accuracy, at: seen.timestamp }
    dwell.value = dwellAfter(dwell.value, here, place)
  })
  return computed(() => {
    const onTheWay = task.value?.state === 'accepted' || task.value?.state === 'en_route'
    return onTheWay && suggestsArrival(dwell.value) ? task.value : undefined
  })
}
