import type { Id } from '@one-centre/shared/ids'
import type { Unit, UnitState } from '@one-centre/shared/positions'
import type { Task, TaskState } from '@one-centre/shared/tasks'
import { DAY, fromIso, toIso, type Iso } from '@one-centre/shared/time'
import type { Kernel } from '../../kernel/kernel.ts'
import { sqlOf } from '../../kernel/sql.ts'
import type { Database } from '../../platform/database.ts'
import { taskKind } from './kinds.ts'
import { listReportable } from './store.ts'

/** Task states in which a team's people send where they are, and what the map calls them (PO-1). */
const reporting: Readonly<Partial<Record<TaskState, UnitState>>> = {
  accepted: 'accepted',
  en_route: 'en-route',
  on_scene: 'on-scene',
  working: 'on-scene',
}

/** A measurement older than this is refused whatever its task was (PO-5). */
const REMEMBERED_MS = DAY

interface Right {
  readonly version: number
  readonly township: string
  readonly from: number
  /** When the right ended; null while it lasts. */
  readonly to: number | null
  readonly state: UnitState
}

/** Which teams may send positions, by the tasks this node has heard of; rebuilt from the database at each start. */
export class ReportingRights {
  /** Team → task → right. */
  readonly #teams = new Map<string, Map<string, Right>>()

  /** The newest version wins, so load and feed may overlap. */
  put(task: Task): void {
    const rights = this.#teams.get(task.teamId) ?? new Map<string, Right>()
    const known = rights.get(task.id)
    if (known !== undefined && known.version >= task.version) return
    const right = rightOf(task)
    if (right === undefined) return
    this.#teams.set(task.teamId, rights)
    rights.set(task.id, right)
    for (const [id, one] of rights) {
      if (one.to !== null && one.to < right.from - REMEMBERED_MS) rights.delete(id)
    }
  }

  /** Why a unit might report in a township at an instant in ms; undefined: it might not. */
  stateOf(unit: Unit, township: Id<'organisation'>, at: number): UnitState | undefined {
    const rights = unit.teamId === null ? undefined : this.#teams.get(unit.teamId)
    let found: Right | undefined
    for (const right of rights?.values() ?? []) {
      const holds = right.township === township && at >= right.from && (right.to === null || at <= right.to)
      // The task nearest its end says what the team is doing.
      if (holds && (found === undefined || rank(right.state) > rank(found.state))) found = right
    }
    return found?.state
  }
}

const rank = (state: UnitState): number => ['accepted', 'en-route', 'on-scene'].indexOf(state)

const first = (time: Task['times']['accepted']): Iso | undefined =>
  time === null
    ? undefined
    : time.deviceAt !== null && time.deviceAt < time.serverAt
      ? time.deviceAt
      : time.serverAt

/** From the team's yes (its phone's clock where it said so offline) to done, or however else it ended. */
function rightOf(task: Task): Right | undefined {
  const { accepted, enRoute, onScene, working, done } = task.times
  const began = [accepted, enRoute, onScene, working].flatMap(time => first(time) ?? [])
  if (began.length === 0) return undefined
  const from = Math.min(...began.map(fromIso))
  const { id: _id, version, township } = task
  const state = reporting[task.state]
  if (state !== undefined) return { version, township, from, to: null, state }
  const to = fromIso(done?.serverAt ?? task.endedAt ?? toIso(from))
  return { version, township, from, to, state: 'on-scene' }
}

/** Follows the tasks of every township; resolves when those already under way are known. */
export async function openReporting(
  kernel: Pick<Kernel, 'nodeFeed'>,
  database: Database,
): Promise<ReportingRights> {
  const rights = new ReportingRights()
  kernel.nodeFeed.listen((_township, rows) => {
    for (const row of rows) if (row.kind === taskKind.name) rights.put(row.entity as Task)
  })
  for (const task of await listReportable(sqlOf(database))) rights.put(task)
  return rights
}
