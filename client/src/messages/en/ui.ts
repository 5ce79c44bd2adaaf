import type { SameKeys } from '../shape.ts'
import type { messages as chinese } from '../zh-CN/ui.ts'

export const messages: SameKeys<typeof chinese> = {
  age: {
    seconds: '{count} s ago',
    minutes: '{count} min ago',
    hours: '{count} h ago',
    days: '{count} d ago',
  },
  freshness: {
    live: 'Live',
    ageing: 'Delayed',
    stale: 'Stale',
    lost: 'Lost',
    lastSeen: 'last seen {at}',
    never: 'never heard of',
  },
  tone: {
    level1: 'Critical',
    level2: 'Urgent',
    level3: 'Elevated',
    level4: 'Routine',
    normal: 'Normal',
    offline: 'Offline',
  },
  numeral: { level1: 'I', level2: 'II', level3: 'III', level4: 'IV' },
  empty: {
    none: 'None today',
    noneHint: 'The source is connected; nothing recorded as of {at}',
    notConnected: 'Source not connected',
    notConnectedSince: 'Source not connected since {at}',
    notConnectedHint: 'The figure is unknown, not zero',
    noPermission: 'No permission',
    noPermissionHint: 'If your work needs it, ask the administrator',
    loading: 'Loading',
  },
  figure: { unknown: 'unknown', open: 'open the list' },
  map: {
    label: 'Map',
    locked: 'View locked',
    return: 'Return to automatic view',
    returnKey: 'Home',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    basemapFailed: 'The basemap could not be loaded',
  },
  table: { rows: '{count} rows', keys: 'J / K to move, Enter to open' },
  slide: { hint: 'Slide right: {action}', keyHint: 'or hold Enter', done: 'Done: {action}' },
  banner: { dismiss: 'Dismiss' },
  stamps: { pending: 'not yet' },
  trend: { label: '{label} trend: latest {last}, lowest {low}, highest {high}' },
  chart: { failed: 'The chart could not be shown', label: 'Chart: {title}' },
}
