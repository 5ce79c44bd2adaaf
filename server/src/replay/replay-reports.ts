import { derivedId, newId } from '@one-centre/shared/ids'
import type { Outcome, Refusal } from '@one-centre/shared/refusals'
import { toIso } from '@one-centre/shared/time'
import type { Order, Session } from './api.ts'
import { forecast, type Course } from './course.ts'
import type { Directory } from './directory.ts'
import type { Ledger, LedgerRow } from './ledger.ts'
import { paceOf, type Pace } from './pace.ts'
import type { Reject } from './rejects.ts'

/** What became of a ledger; `read` is the sum of stored, storedBefore, the rejects and notReached. */
export interface ReportTally {
  readonly read: number
  readonly stored: number
  /** Stored by an earlier run. */
  readonly storedBefore: number
  readonly rejects: readonly Reject[]
  /** Good rows whose turn did not come before the run was stopped. */
  readonly notReached: number
  /** Of the stored ones, those whose matter the server does not know. */
  readonly withoutMatter: number
  /** Of the stored ones, by how well their place is known. */
  readonly located: Readonly<Record<'point' | 'grid' | 'none', number>>
}

const AT_ONCE = 250
/** Requests under way at the same time. */
const LANES = 3
const TELL_EVERY_MS = 10_000

export interface Handed {
  readonly order: Order
  readonly located: 'point' | 'grid' | 'none'
  readonly hasMatter: boolean
}

/** A row as the public command takes it: its own time is when it happened, the time of arrival is the server's. */
export function orderOf(row: LedgerRow, directory: Directory): Handed | string {
  const township = directory.township(row.township)
  if (township === undefined) return `the server knows no township ${row.township.name}`
  const matter = row.matter === null ? undefined : directory.matter(row.matter)
  const grid = row.position !== null || row.grid === null ? undefined : directory.grid(row.grid)
  const params = {
    source: row.source,
    sourceId: row.number,
    text: row.text,
    matterId: matter?.id ?? null,
    place: { address: row.address, position: row.position, gridId: grid?.id ?? null },
    happenedAt: toIso(row.reportedAt),
    reporter: null,
    photos: [],
    incidentId: derivedId('replay', 'incident', township, row.source, row.number),
    joinIncidentId: null,
  }
  return {
    order: { name: 'reports.submit', commandId: newId(), township, params },
    located: row.position !== null ? 'point' : grid === undefined ? 'none' : 'grid',
    hasMatter: matter !== undefined,
  }
}

/** Hands a ledger in, in the order and at the pace of its times. */
export async function replayReports(
  session: Session,
  directory: Directory,
  ledger: Ledger,
  speed: number,
  { stop, say }: Course,
): Promise<ReportTally> {
  const rejects: Reject[] = [...ledger.rejects]
  const located = { point: 0, grid: 0, none: 0 }
  let [handedIn, stored, storedBefore, withoutMatter] = [0, 0, 0, 0]
  const reject = ({ row, number }: LedgerRow, reason: string): void => {
    rejects.push({ file: ledger.name, line: row.line, number, reason, cells: row.cells })
  }
  const handIn = async (rows: readonly LedgerRow[]): Promise<void> => {
    handedIn += rows.length
    const handed = rows.flatMap(row => {
      const order = orderOf(row, directory)
      if (typeof order !== 'string') return [{ row, ...order }]
      reject(row, order)
      return []
    })
    if (handed.length === 0) return
    const outcomes = await session.send(handed.map(one => one.order))
    for (const [index, outcome] of outcomes.entries()) {
      const one = handed[index]!
      if (!outcome.ok) {
        reject(one.row, refusalInWords(outcome))
        continue
      }
      if (isDuplicate(outcome)) storedBefore += 1
      else stored += 1
      located[one.located] += 1
      if (!one.hasMatter) withoutMatter += 1
    }
  }
  const first = ledger.rows[0]?.reportedAt ?? 0
  const last = ledger.rows.at(-1)?.reportedAt ?? 0
  say(forecast('reports', ledger.rows.length, last - first, speed))
  const telling = setInterval(() => say(`reports: ${handedIn} of ${ledger.rows.length}`), TELL_EVERY_MS)
  try {
    await inLanes(duePieces(ledger.rows, paceOf(speed, first, stop)), handIn)
  } finally {
    clearInterval(telling)
  }
  const notReached = ledger.rows.length - handedIn
  return { read: ledger.read, stored, storedBefore, rejects, notReached, withoutMatter, located }
}

export function isDuplicate(outcome: Outcome<Readonly<Record<string, unknown>>>): boolean {
  return outcome.ok && outcome.answer['duplicate'] === true
}

export function refusalInWords({ code, detail }: Refusal): string {
  return `the server refused it: ${code} ${JSON.stringify(detail)}`
}

/** The rows in pieces, each when its first row's time has come, with all that are due by then. */
async function* duePieces(rows: readonly LedgerRow[], pace: Pace): AsyncGenerator<readonly LedgerRow[]> {
  for (let from = 0; from < rows.length;) {
    await pace.until(rows[from]!.reportedAt)
    if (pace.stopped()) return
    let to = from + 1
    while (to < rows.length && to - from < AT_ONCE && pace.hasCome(rows[to]!.reportedAt)) to += 1
    yield rows.slice(from, to)
    from = to
  }
}

async function inLanes<Piece>(
  pieces: AsyncGenerator<Piece>,
  work: (piece: Piece) => Promise<void>,
): Promise<void> {
  const lane = async (): Promise<void> => {
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next())
      await work(next.value)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}
