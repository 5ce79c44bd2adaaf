import type { Map as LeafletMap } from 'leaflet'

/** In CSS px of the map's container. */
export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Told on the map when marks came or went; who writes beside them looks again. */
export const MARKS_CHANGED = 'markschanged'

const held = new WeakMap<LeafletMap, Set<() => readonly Box[]>>()

/** Says where the marks of a layer lie, so that no name is written under them; the answer takes it back. */
export function holdMarks(map: LeafletMap, boxes: () => readonly Box[]): () => void {
  const all = held.get(map) ?? new Set()
  held.set(map, all.add(boxes))
  return () => void all.delete(boxes)
}

/** Of all layers, as they lie now. */
export function marksOn(map: LeafletMap): readonly Box[] {
  return [...(held.get(map) ?? [])].flatMap(boxes => boxes())
}

export function boxAround(x: number, y: number, width: number, height: number): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 }
}

export function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/** The first of the places at which a box of this size touches none of the others; undefined where there is none. */
export function freePlace(
  places: readonly (readonly [x: number, y: number])[],
  size: { readonly width: number; readonly height: number },
  others: readonly Box[],
): readonly [x: number, y: number] | undefined {
  return places.find(([x, y]) => {
    const box = boxAround(x, y, size.width, size.height)
    return !others.some(other => overlap(box, other))
  })
}
