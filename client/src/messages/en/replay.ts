import type { SameKeys } from '../shape.ts'
import type { messages as chinese } from '../zh-CN/replay.ts'

export const messages: SameKeys<typeof chinese> = {
  name: 'Replay',
  notLive: 'what once was, not live',
  doorHint: 'See the whole situation of any instant again',
  play: 'Play',
  pause: 'Pause',
  space: 'Space',
  next: 'Next change',
  previous: 'Previous change',
  nextGrave: 'Next level 1',
  previousGrave: 'Previous level 1',
  speed: 'Speed',
  span: 'Length of the timeline',
  hours: '{count} h',
  goTo: 'Go to an instant',
  live: 'Back to live',
  key: 'Key {key}',
  timeline: 'Timeline',
  graveAt: '{number} came to level 1 at {at}',
  screens: 'Screens',
  loading: 'Fetching the situation of then …',
  failed: 'Could not be fetched; check the network',
  playing: 'Playing at {speed}×',
  paused: 'Paused · {speed}×',
}
