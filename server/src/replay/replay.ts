import { grants } from '@one-centre/shared/access'
import { openAccount } from './accounts.ts'
import { signIn, signInWithToken, type Session } from './api.ts'
import type { Course } from './course.ts'
import { readDirectory, type Directory } from './directory.ts'
import type { GridTally } from './grid-file.ts'
import { readLedger } from './ledger.ts'
import { readMapping, ReplayError } from './mapping.ts'
import type { ReplayOptions } from './options.ts'
import { writeRejects } from './rejects.ts'
import { replayReports, type ReportTally } from './replay-reports.ts'
import { replayTracks, type TrackTally } from './replay-tracks.ts'
import { setUpReference } from './setup.ts'
import { gatherCrew } from './track-crew.ts'
import { readTracks } from './track-file.ts'

export interface ReplayTally {
  readonly grids: GridTally | null
  readonly reports: (ReportTally & { readonly seconds: number }) | null
  readonly tracks: TrackTally | null
}

/** Replays the files onto the server, until they end or the run is stopped. Throws a ReplayError where nothing can be done. */
export async function replay(options: ReplayOptions, course: Course): Promise<ReplayTally> {
  const mapping = readMapping(options.map)
  if (options.reports !== null && mapping.reports === null)
    throw new ReplayError('the mapping does not say how to read reports')
  if (options.tracks !== null && mapping.tracks === null)
    throw new ReplayError('the mapping does not say how to read tracks')
  const ledger =
    options.reports === null || mapping.reports === null
      ? null
      : readLedger(options.reports, mapping, mapping.reports)
  const file =
    options.tracks === null || mapping.tracks === null
      ? null
      : readTracks(options.tracks, mapping, mapping.tracks)
  const session = await openSession(options)
  const used = options.tracks === null ? { ...mapping, tracks: null } : mapping
  const { directory, grids } = options.setup
    ? await setUpReference(session, used, ledger?.rows ?? [], options.grids)
    : { directory: await readDirectory(session), grids: null }

  const startTracks = async (): Promise<TrackTally | null> => {
    if (file === null || mapping.tracks === null) return null
    const units = [...file.trips.keys()].sort()
    const crew = await gatherCrew(options.server, session, directory, mapping.tracks, units)
    return replayTracks(crew, directory, mapping.tracks, file, options.speed, course)
  }
  const startReports = async (): Promise<ReplayTally['reports']> => {
    if (ledger === null) return null
    const sender = options.setup ? await intakeAccount(options, session, directory) : session
    refuseWhoMayNotHandIn(sender)
    const began = performance.now()
    const tally = await replayReports(sender, directory, ledger, options.speed, course)
    return { ...tally, seconds: (performance.now() - began) / 1_000 }
  }
  const [reports, tracks] = await Promise.all([startReports(), startTracks()])
  writeRejects(options.rejects, [
    ...(reports?.rejects ?? []),
    ...(file?.rejects ?? []),
    ...(grids?.rejects ?? []),
  ])
  return { grids, reports, tracks }
}

/** Before anything is sent: row by row the server would refuse each one alike. */
export function refuseWhoMayNotHandIn({ me }: Pick<Session, 'me'>): void {
  const may = me.actor.posts.some(({ role }) => grants[role].includes('reports.submit'))
  if (may) return
  const held = me.actor.posts.map(({ role }) => role).join(', ')
  throw new ReplayError(
    `the account (${held}) may not hand in reports: use an access token for an upper platform or an account of the staff, or add --setup, which makes an account for it`,
  )
}

function openSession({ server, credentials }: ReplayOptions): Promise<Session> {
  return credentials.by === 'token' ? signInWithToken(server, credentials.token) : signIn(server, credentials)
}

/** An administrator sets up and an upper platform's account hands in: nobody does both. */
function intakeAccount(options: ReplayOptions, admin: Session, directory: Directory): Promise<Session> {
  const { county } = directory
  return openAccount(options.server, admin, directory, {
    key: 'intake',
    name: 'Replay intake',
    township: county,
    organisationId: county,
    posts: [{ role: 'upstream', township: county, organisationId: county }],
  })
}
