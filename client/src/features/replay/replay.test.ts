import type { Id } from '@one-centre/shared/ids'
import type { PastUnit } from '@one-centre/shared/replay'
import { HOUR, MINUTE, SECOND } from '@one-centre/shared/time'
import { expect, test } from 'vitest'
import { createPositionStore } from '../positions/store.ts'
import { replayKey } from './keys.ts'
import { createPastPositions } from './past-positions.ts'
import { createPastTracks, lastUpTo, STAYS_MS } from './past-tracks.ts'
import { otherSpeed, played, spanAround, wanted, type Play } from './player.ts'
import { densityPath, fieldOf, instantOf, shareOf } from './view.ts'

const NOW = Date.parse('2026-11-23T09:30:00.000Z')
const town = '00000000-0000-7000-8000-000000000001' as Id<'organisation'>
const unit = (last: number): PastUnit['unit'] => ({
  kind: 'person',
  id: `00000000-0000-7000-8000-00000000000${last}`,
  ...{ label: '城管一中队', teamId: null, teamKind: null },
})

test('RS-13 a play runs at its speed, waits for what is not known yet and rests at the present', () => {
  const play: Play = { at: NOW, speed: 60, playing: true }

  expect(played(play, 500, NOW + HOUR, NOW + HOUR).at).toBe(NOW + 30 * SECOND)
  expect(played(play, 500, NOW + 4 * SECOND, NOW + HOUR)).toEqual({ ...play, at: NOW + 4 * SECOND })
  expect(played(play, 500, NOW + HOUR, NOW + SECOND)).toEqual({ ...play, at: NOW + SECOND, playing: false })
  // Known only up to before: it stands, it does not run back.
  expect(played(play, 500, NOW - HOUR, NOW + HOUR).at).toBe(NOW)
  expect(played({ ...play, playing: false }, 500, NOW + HOUR, NOW + HOUR).at).toBe(NOW)
  expect(wanted(play, NOW + 30 * HOUR) - NOW).toBe(60 * 20 * SECOND)
  expect(wanted(play, NOW + SECOND)).toBe(NOW + SECOND)
  expect([otherSpeed(1, -1), otherSpeed(60, 1), otherSpeed(600, 1)]).toEqual([1, 120, 600])
})

test('RS-13 the timeline keeps still while the instant is on it, and never goes beyond the present', () => {
  const shown = spanAround(NOW, HOUR, NOW + 9 * HOUR)

  expect(shown).toEqual({ from: NOW - HOUR / 2, to: NOW + HOUR / 2 })
  expect(spanAround(NOW + MINUTE, HOUR, NOW + 9 * HOUR, shown)).toBe(shown)
  expect(spanAround(NOW + HOUR, HOUR, NOW + HOUR, shown)).toEqual({ from: NOW, to: NOW + HOUR })
})

test('RS-14 one key leads back to live, and no key acts while somebody types', () => {
  const key = (name: string) => ({
    ...{ key: name, ctrlKey: false, metaKey: false, altKey: false, isComposing: false },
  })

  expect(replayKey(key('End'), 'page')).toBe('live')
  expect(replayKey(key('End'), 'control')).toBe('live')
  expect(replayKey(key(' '), 'page')).toBe('play')
  expect(replayKey(key(' '), 'control')).toBeUndefined()
  expect(replayKey(key('ArrowLeft'), 'slider')).toBeUndefined()
  expect(replayKey(key('g'), 'field')).toBeUndefined()
  expect(replayKey({ ...key('g'), isComposing: true }, 'page')).toBeUndefined()
  expect(replayKey({ ...key('g'), ctrlKey: true }, 'page')).toBeUndefined()
})

test('RS-13 the field of date and time speaks the county’s time', () => {
  expect(fieldOf(NOW)).toBe('2026-11-23T17:30:00')
  expect(instantOf('2026-11-23T17:30:00')).toBe(NOW)
  expect(instantOf('2026-11-23T17:30')).toBe(NOW)
  expect(instantOf('')).toBeUndefined()
})

test('RS-13 the density draws one column for each part in which something changed', () => {
  expect(densityPath([0, 4, 1])).toBe('M1 1h1v-1.000h-1zM2 1h1v-0.500h-1z')
  expect(shareOf({ from: 0, to: 10 }, 5)).toBe(0.5)
  expect(shareOf({ from: 0, to: 10 }, 11)).toBeUndefined()
})

test('RS-12 the last position up to an instant', () => {
  expect([-1, 0, 5, 9, 10, 99].map(at => lastUpTo([0, 5, 10], at))).toEqual([-1, 0, 1, 1, 2, 2])
})

/** The live store of positions, looking at everything, fed by the past. */
function viewer(now: () => number) {
  const store = createPositionStore({ sendView: () => undefined, now, intervalMs: 10 * SECOND })
  store.look({ west: 119, south: 29, east: 121, north: 31 }, [town])
  return store
}

test('RS-12 the map of the live feed draws the past: units come, move and go', () => {
  const tracks = createPastTracks()
  tracks.add(town, NOW, [
    {
      unit: unit(1),
      points: [
        [0, 120, 30, 90, 1],
        [60_000, 120.01, 30, -1, 2],
      ],
    },
    { unit: unit(2), points: [[30_000, 120.5, 30.5, 180, 0]] },
  ])
  let at = NOW
  const store = viewer(() => at)
  const show = (later: number, how: 'whole' | 'changes' = 'changes') => {
    at = NOW + later
    const frame = tracks.frame(at, how)
    if (frame !== undefined) store.receive(frame)
    return store.rows().map(row => [row.unit.id.at(-1), row.lon, row.state, row.headingDeg])
  }

  expect(show(0, 'whole')).toEqual([['1', 120, 'en-route', 90]])
  expect(show(30_000)).toEqual([
    ['1', 120, 'en-route', 90],
    ['2', 120.5, 'accepted', 180],
  ])
  expect(tracks.frame(NOW + 40_000, 'changes')).toBeUndefined()
  expect(show(60_000).find(row => row[0] === '1')).toEqual(['1', 120.01, 'on-scene', null])
  expect(show(30_000 + STAYS_MS + 1).map(row => row[0])).toEqual(['1'])
  expect(show(60_000 + STAYS_MS + 1)).toEqual([])
  expect(show(0, 'whole')).toEqual([['1', 120, 'en-route', 90]])
})

test('RS-12 windows follow the play, a leap begins anew, and who may not see positions is asked once', async () => {
  const asked: string[] = []
  const other = '00000000-0000-7000-8000-000000000002' as Id<'organisation'>
  const frames: Uint8Array[] = []
  const positions = createPastPositions({
    present: () => NOW + 30 * HOUR,
    emit: frame => frames.push(frame),
    ask: (township, { from, to }, every) => {
      asked.push(`${township.at(-1)} ${(from - NOW) / MINUTE}…${(to - NOW) / MINUTE} min /${every}`)
      if (township === other) return Promise.resolve('denied')
      return Promise.resolve([{ unit: unit(1), points: [[6 * MINUTE, 120, 30, 0, 1]] }])
    },
  })
  const settle = () => new Promise(resolve => setTimeout(resolve))

  positions.show({ at: NOW, speed: 10, playing: true })
  expect(asked).toEqual([])
  positions.look([town, other])
  positions.show({ at: NOW, speed: 10, playing: true })
  await settle()
  positions.show({ at: NOW + 2 * MINUTE, speed: 10, playing: true })
  positions.show({ at: NOW + 9 * MINUTE, speed: 10, playing: true })
  await settle()
  positions.show({ at: NOW + 10 * HOUR, speed: 600, playing: true })
  await settle()

  expect(asked).toEqual(['1 -5…10 min /5', '2 -5…10 min /5', '1 10…20 min /5', '1 595…900 min /60'])
  expect(frames.length).toBeGreaterThan(2)
})
