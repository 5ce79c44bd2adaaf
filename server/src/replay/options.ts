import { parseArgs } from 'node:util'
import { ReplayError } from './mapping.ts'

export interface ReplayOptions {
  readonly reports: string | null
  readonly map: string
  readonly grids: string | null
  readonly tracks: string | null
  readonly speed: number
  readonly server: string
  readonly rejects: string
  readonly setup: boolean
  readonly credentials: Credentials
}

type Credentials =
  | { readonly by: 'token'; readonly token: string }
  | {
      readonly by: 'password'
      readonly signInName: string
      readonly password: string
      readonly newPassword: string | null
    }

export const USAGE = `npm run replay -- --map MAPPING [--reports FILE] [--tracks FILE] [--grids FILE.geojson]
    [--speed 60] [--server http://127.0.0.1:8080] [--rejects FILE] [--setup]

  --map      la311, sf311, pingshan, or a JSON file of your own (docs/replay.md)
  --reports  a ledger as CSV
  --tracks   positions as CSV, packed with gzip or not; needs --setup
  --grids    areas as GeoJSON; needs --setup
  --speed    seconds of the ledger in one second; 0 waits for nothing
  --rejects  where rows that are not stored go, with the reason (replay-rejects.csv)
  --setup    first adds the townships, grids and matters the files name; the account must be an administrator's

The account is named by ONE_CENTRE_TOKEN, or by ONE_CENTRE_USER and ONE_CENTRE_PASSWORD. Where the server asks for a
new password, it becomes ONE_CENTRE_NEW_PASSWORD.
`

/** Reads the command line; throws a ReplayError that says what is wrong. */
export function readOptions(
  flags: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ReplayOptions {
  const values = parse(flags)
  const speed = Number(values.speed)
  if (!(speed >= 0 && speed <= 1_000_000)) throw new ReplayError('--speed is a number from 0 to 1000000')
  if (values.map === undefined) throw new ReplayError('--map is missing')
  if (values.reports === undefined && values.tracks === undefined)
    throw new ReplayError('there is nothing to replay: name --reports, --tracks or both')
  for (const name of ['grids', 'tracks'] as const)
    if (values[name] !== undefined && !values.setup) throw new ReplayError(`--${name} needs --setup`)
  return {
    reports: values.reports ?? null,
    map: values.map,
    grids: values.grids ?? null,
    tracks: values.tracks ?? null,
    speed,
    server: values.server.replace(/\/+$/, ''),
    rejects: values.rejects,
    setup: values.setup,
    credentials: credentialsOf(environment),
  }
}

function parse(flags: readonly string[]) {
  try {
    return parseArgs({
      args: [...flags],
      options: {
        reports: { type: 'string' },
        map: { type: 'string' },
        grids: { type: 'string' },
        tracks: { type: 'string' },
        speed: { type: 'string', default: '60' },
        server: { type: 'string', default: 'http://127.0.0.1:8080' },
        rejects: { type: 'string', default: 'replay-rejects.csv' },
        setup: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new ReplayError((error as Error).message)
  }
}

function credentialsOf(environment: Readonly<Record<string, string | undefined>>): Credentials {
  const token = environment['ONE_CENTRE_TOKEN']
  if (token !== undefined) return { by: 'token', token }
  const signInName = environment['ONE_CENTRE_USER']
  const password = environment['ONE_CENTRE_PASSWORD']
  if (signInName === undefined || password === undefined)
    throw new ReplayError('name the account: ONE_CENTRE_TOKEN, or ONE_CENTRE_USER and ONE_CENTRE_PASSWORD')
  return {
    by: 'password',
    signInName,
    password,
    newPassword: environment['ONE_CENTRE_NEW_PASSWORD'] ?? null,
  }
}
