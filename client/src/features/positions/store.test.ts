import { encodeFrame, encodeName, type FrameHead } from '@one-centre/shared/position-frame'
import type { PositionView } from '@one-centre/shared/positions'
import { expect, test } from 'vitest'
import { createPositionStore, type PositionTick } from './store.ts'
import { openUnitLayer } from './UnitLayer.ts'
import { nextView } from './view.ts'

const START = Date.parse('2026-11-23T09:30:00.000Z')
const TOWN = '019a0000-0000-7000-8000-000000000001'
const bounds = { west: 104.09, south: 29.99, east: 104.11, north: 30.01 }

const idOf = (short: number) => `019a0000-0000-7000-8000-${short.toString(16).padStart(12, '0')}`
const nameOf = (short: number, unitId = idOf(short)) =>
  encodeName({
    short,
    township: TOWN,
    unit: { kind: 'person', id: unitId, label: `队 ${short}`, teamId: null, teamKind: 'enforcement' },
  })

interface Given {
  readonly kind?: FrameHead['kind']
  readonly epoch?: number
  readonly places?: readonly (readonly [short: number, lon: number])[]
  readonly gone?: readonly number[]
  readonly names?: readonly Uint8Array[]
}

function openStore() {
  const world = { now: START, views: [] as (PositionView | null)[], ticks: [] as PositionTick[] }
  const store = createPositionStore({
    sendView: view => world.views.push(view),
    now: () => world.now,
    intervalMs: 10_000,
  })
  store.subscribe(tick => world.ticks.push(tick))
  const hear = ({ kind = 'changes', epoch = 1, places = [], gone = [], names = [] }: Given) => {
    const base = { lat: 30, headingDeg: null, state: 'en-route', measuredAt: world.now, arrivedAt: world.now }
    const records = [
      ...places.map(([short, lon]) => ({ ...base, short, lon, gone: false })),
      ...gone.map(short => ({ ...base, short, lon: 104.1, gone: true })),
    ] as const
    store.receive(encodeFrame({ kind, epoch, at: world.now }, records as never, names))
  }
  store.look(bounds, [TOWN])
  return Object.assign(world, { store, hear })
}

const labels = ({ store }: ReturnType<typeof openStore>) => store.rows().map(row => row.unit.label)

test('PO-29 a snapshot replaces all there was', () => {
  const world = openStore()
  world.hear({
    kind: 'snapshot',
    names: [nameOf(1), nameOf(2)],
    places: [
      [1, 104.1],
      [2, 104.1],
    ],
  })

  world.hear({ kind: 'snapshot', epoch: 9, names: [nameOf(2)], places: [[2, 104.1]] })

  expect(labels(world)).toEqual(['队 2'])
  expect(world.ticks.at(-1)).toEqual({ moved: [idOf(2)], removed: [idOf(1)] })
})

test('PO-23 a record of an unknown unit, or of another epoch, asks for the view again, at most each 2 s', () => {
  const world = openStore()
  world.hear({ kind: 'snapshot', names: [nameOf(1)], places: [[1, 104.1]] })
  world.now += 2_000

  world.hear({ places: [[7, 104.1]] })
  world.hear({ places: [[7, 104.1]] })
  const asked = world.views.length
  world.now += 2_000
  world.hear({ epoch: 3, places: [[1, 104.105]] })

  expect(asked).toBe(2)
  expect(world.views).toHaveLength(3)
  expect(world.store.placeOf(idOf(1))?.lon).toBe(104.1)
})

test('PO-24 a unit that leaves the cells of the view leaves the store', () => {
  const world = openStore()
  world.hear({ kind: 'snapshot', names: [nameOf(1)], places: [[1, 104.1]] })

  world.hear({ places: [[1, 104.5]] })

  expect(labels(world)).toEqual([])
  expect(world.ticks.at(-1)).toEqual({ moved: [], removed: [idOf(1)] })
})

test('PO-27 a gone unit is removed; a unit with a new short id is not removed by its old one', () => {
  const world = openStore()
  world.hear({
    kind: 'snapshot',
    names: [nameOf(1), nameOf(2)],
    places: [
      [1, 104.1],
      [2, 104.1],
    ],
  })

  world.hear({ names: [nameOf(3, idOf(1))], places: [[3, 104.101]] })
  world.hear({ gone: [1, 2] })

  expect(labels(world)).toEqual(['队 3'])
  expect(world.store.placeOf(idOf(1))?.lon).toBe(104.101)
})

test('PO-25 both ages are shown and freshness follows the measurement', () => {
  const world = openStore()
  world.hear({ kind: 'snapshot', names: [nameOf(1)], places: [[1, 104.1]] })

  world.now += 21_000

  expect(world.store.rows()).toMatchObject([
    { freshness: 'ageing', measuredAgeMs: 21_000, arrivedAgeMs: 21_000, headingDeg: null, state: 'en-route' },
  ])
})

test('PO-21 a short drag asks nothing, a long one and a closer look do', () => {
  const first = nextView(undefined, bounds, [TOWN])
  const dragged = { ...bounds, west: bounds.west + 0.003, east: bounds.east + 0.003 }
  const farther = { ...bounds, west: bounds.west + 0.01, east: bounds.east + 0.01 }
  const closer = { west: 104.099, south: 29.999, east: 104.101, north: 30.001 }

  expect(nextView(first, dragged, [TOWN])).toBe(first)
  expect(nextView(first, farther, [TOWN])).not.toBe(first)
  expect(nextView(first, closer, [TOWN])).not.toBe(first)
  expect(nextView(first, bounds, [])).toBeUndefined()
})

test('PO-21 when nobody looks the server is told and nothing is kept', () => {
  const world = openStore()
  world.hear({ kind: 'snapshot', names: [nameOf(1)], places: [[1, 104.1]] })

  world.store.lookAway()
  world.store.lookAway()
  world.store.resume()

  expect(world.views).toEqual([expect.objectContaining({ townships: [TOWN] }), null])
  expect(labels(world)).toEqual([])
})

test('PO-20 thousands of units come and go without losing their slots', () => {
  const world = openStore()
  const all = Array.from({ length: 3_000 }, (_, index) => index + 1)
  const lonOf = (short: number) => Math.round((104.1 + short * 1e-6) * 1e7) / 1e7
  world.hear({
    kind: 'snapshot',
    names: all.map(short => nameOf(short)),
    places: all.map(short => [short, lonOf(short)]),
  })

  world.hear({ gone: all.filter(short => short % 3 !== 0) })

  const left = all.filter(short => short % 3 === 0)
  expect(world.store.rows()).toHaveLength(1_000)
  for (const short of left) expect(world.store.placeOf(idOf(short))?.lon).toBeCloseTo(lonOf(short), 7)
})

test('PO-26 the layer draws what moved, and what has aged only when its freshness changes', () => {
  const world = openStore()
  const drawn: string[] = []
  const layer = openUnitLayer(world.store, {
    put: units => drawn.push(...[...units].map(unit => `put ${unit.id.slice(-1)} ${unit.freshness}`)),
    relook: (id, look) => drawn.push(`relook ${id.slice(-1)} ${look.tone} ${look.freshness}`),
    removeUnits: ids => drawn.push(...[...ids].map(id => `remove ${id.slice(-1)}`)),
  })
  world.hear({
    kind: 'snapshot',
    names: [nameOf(1), nameOf(2)],
    places: [
      [1, 104.1],
      [2, 104.1],
    ],
  })

  world.now += 30_000
  world.hear({ places: [[2, 104.101]] })
  layer.age()
  layer.age()
  world.now += 1_800_000
  layer.age()
  world.hear({ gone: [1] })
  layer.close()
  world.hear({ places: [[2, 104.102]] })

  expect(drawn).toEqual([
    'put 1 live',
    'put 2 live',
    'put 2 live',
    'relook 1 normal ageing',
    'relook 1 offline lost',
    'relook 2 normal stale',
    'remove 1',
    'remove 2',
  ])
})
