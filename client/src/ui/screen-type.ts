import { readonly, ref } from 'vue'

/** What drawn text (charts, maps) measures on a desk, in CSS px. */
const DESK_PX = 12

const current = ref(DESK_PX)

/** The least size of drawn text on this screen, in CSS px; marks on the map grow with it. */
export const drawnTypePx = readonly(current)

/** A wall says what its farthest seat can read; `undefined` is a desk again. */
export function setDrawnType(px: number | undefined): void {
  current.value = px ?? DESK_PX
}

/** How much larger things are drawn than on a desk. */
export function drawnScale(): number {
  return current.value / DESK_PX
}
