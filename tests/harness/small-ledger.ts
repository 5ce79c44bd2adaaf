import type { Mapping } from '../../server/src/replay/mapping.ts'

/** A made-up ledger with one row of each flaw, and the mapping that reads it. */
export const smallMapping: Mapping = {
  title: 'A small town',
  timeZone: 'America/Los_Angeles',
  blanks: ['-', 'n/a'],
  reports: {
    number: 'No',
    reportedAt: { column: 'Opened', format: 'MM/DD/YYYY hh:mm A' },
    closedAt: { column: 'Closed', format: 'MM/DD/YYYY hh:mm A' },
    text: '{Kind}, {Where}',
    address: '{Where}',
    matter: { code: '{Kind}', major: '{Owner}', name: '{Kind}' },
    township: { code: '{Quarter}', name: '{Quarter} quarter', otherwise: null },
    grid: '{Block}',
    position: { lon: 'X', lat: 'Y', required: false },
    source: { column: 'Way', words: { Phone: 'hotline' }, otherwise: 'citizen' },
    required: ['Kind'],
  },
  grids: { code: '{id}', name: '{label}', level: 'village' },
  tracks: {
    unit: 'cab',
    time: { column: 't', format: 'unix-seconds' },
    lon: 'x',
    lat: 'y',
    busy: { column: 'busy', words: ['yes'] },
    township: { code: 'East', name: 'East quarter' },
    fleet: { code: 'cabs', name: 'Small cabs' },
    teamKind: 'traffic',
    trip: 'Trip of {unit}',
  },
}

export const smallHeader = 'No,Opened,Closed,Kind,Owner,Where,Quarter,Block,X,Y,Way'

/** Row by row, with the reason it is rejected for; null is good. */
export const smallRows: readonly (readonly [row: string, reason: string | null])[] = [
  ['A1,01/05/2024 08:00 AM,01/05/2024 09:00 AM,Pothole,Roads,1 Elm,East,,120.01,30.01,Phone', null],
  ['A2,01/05/2024 08:05 AM,,"Fence, broken",Parks,2 Elm,East,B-1,,,Web', null],
  ['A3,01/05/2024 07:00 AM,n/a,Pothole,Roads,3 Elm,West,Nowhere,,,Phone', null],
  [
    'A4,01/05/2024 08:00 AM,01/05/2024 07:59 AM,Pothole,Roads,4 Elm,East,,120.01,30.01,Web',
    'before it was opened',
  ],
  ['A5,01/05/2024 08:00 AM,,Pothole,Roads,5 Elm,East,,0,0.0,Web', '0, 0'],
  ['A6,01/05/2024 08:00 AM,,Pothole,Roads,6 Elm,East,,120.01,,Web', 'one of X and Y is blank'],
  ['A7,01/05/2024 08:00 AM,,Pothole,Roads,7 Elm,East,,300,30,Web', 'no coordinates'],
  ['A1,01/05/2024 08:00 AM,,Pothole,Roads,8 Elm,East,,120.01,30.01,Web', 'stands in line 2 already'],
  [',01/05/2024 08:00 AM,,Pothole,Roads,9 Elm,East,,120.01,30.01,Web', 'No is blank'],
  ['B1,01/05/2024 08:00 AM,,-,Roads,10 Elm,East,,120.01,30.01,Web', 'Kind is blank'],
  ['B2,,,Pothole,Roads,11 Elm,East,,120.01,30.01,Web', 'Opened is blank'],
  ['B3,2024-01-05,,Pothole,Roads,12 Elm,East,,120.01,30.01,Web', 'is no time written as'],
  ['B4,01/05/2024 08:00 AM,,Pothole,Roads,13 Elm,-,,120.01,30.01,Web', 'township'],
  ['B5,01/05/2024 08:00 AM,,Pothole', 'the row has 4 cells, the header 11'],
]

export const smallLedger = [smallHeader, ...smallRows.map(([row]) => row)].join('\n')

const square = (id: string, label: string, west: number, south: number, size: number): object => ({
  type: 'Feature',
  properties: { id, label },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
      ],
    ],
  },
})

/** Two blocks side by side and one that lies over the first. */
export const smallGrids = {
  type: 'FeatureCollection',
  features: [
    square('B-1', 'First block', 120, 30, 0.05),
    square('B-2', 'Second block', 120.05, 30, 0.05),
    square('B-3', 'Crossing block', 120.02, 30.02, 0.01),
  ],
}

/** Two cabs: one trip of four points with two free ones around, one trip outside, a doubled and a broken point. */
export const smallTracks = [
  'cab,t,x,y,busy',
  'K1,1700000000,120.0100,30.0100,no',
  'K1,1700000060,120.0105,30.0100,yes',
  'K1,1700000120,120.0150,30.0100,yes',
  'K1,1700000180,120.0200,30.0100,yes',
  'K1,1700000180,120.0200,30.0100,yes',
  'K1,1700000240,120.0250,30.0100,yes',
  'K1,1700000300,120.0250,30.0100,no',
  'K2,1700000000,125,35,yes',
  'K2,1700000060,0,0,yes',
].join('\n')
