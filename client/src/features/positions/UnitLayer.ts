import type { UnitFreshness } from '@one-centre/shared/unit-freshness'
import type { PositionStore, UnitPlace } from './store.ts'

/** How a unit is marked: a lost one by the cross of what is offline, every other by the calm ring. */
export interface UnitMark {
  readonly tone: 'normal' | 'offline'
  readonly freshness: UnitFreshness
  readonly headingDeg: number | undefined
}

/** What draws the marks; `ui/UnitCanvas.ts` does. */
export interface UnitMarks {
  put(units: Iterable<UnitMark & { readonly id: string; readonly lat: number; readonly lng: number }>): void
  relook(id: string, look: UnitMark): void
  removeUnits(ids: Iterable<string>): void
}

export interface UnitLayer {
  /** Draws anew what has aged; once a second is enough. */
  readonly age: () => void
  /** Takes every mark off and stops listening. */
  readonly close: () => void
}

/** Keeps the marks as the store says: per frame only the units that changed, per second only those whose freshness did. */
export function openUnitLayer(store: PositionStore, marks: UnitMarks): UnitLayer {
  const shown = new Set<string>()

  function show(unitIds: Iterable<string>): void {
    const units = []
    for (const id of unitIds) {
      const place = store.placeOf(id)
      if (place === undefined) continue
      shown.add(id)
      units.push({ id, lat: place.lat, lng: place.lon, ...markOf(place) })
    }
    marks.put(units)
  }

  show(store.unitIds())
  const stop = store.subscribe(({ moved, removed }) => {
    for (const id of removed) shown.delete(id)
    if (removed.length > 0) marks.removeUnits(removed)
    show(moved)
  })

  return {
    age: () => {
      for (const id of store.takeAged()) {
        const place = store.placeOf(id)
        if (place !== undefined) marks.relook(id, markOf(place))
      }
    },
    close: () => {
      stop()
      marks.removeUnits(shown)
      shown.clear()
    },
  }
}

function markOf({ freshness, headingDeg }: UnitPlace): UnitMark {
  return {
    tone: freshness === 'lost' ? 'offline' : 'normal',
    freshness,
    headingDeg: Number.isNaN(headingDeg) ? undefined : headingDeg,
  }
}
