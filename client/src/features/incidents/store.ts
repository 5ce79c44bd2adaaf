import type { Actor } from '@one-centre/shared/access'
import type { CommandContract, ParamsOf } from '@one-centre/shared/contract'
import type { Id } from '@one-centre/shared/ids'
import type { Incident, Note } from '@one-centre/shared/incidents'
import type { Report } from '@one-centre/shared/reports'
import { computed, type ComputedRef, type Ref } from 'vue'
import type { EntityKind, Replica } from '../../kernel/entities.ts'
import { groupBy } from '../../kernel/group-by.ts'
import { useLive } from '../../kernel/live.ts'
import type { CommandResult } from '../../kernel/pending.ts'
import type { SessionInfo } from '../../platform/session.ts'
export { refusalText } from '../../messages/refusal-text.ts'
import { countsOf, keepLists, overdueIn, settledLists, type Counts, type IncidentLists } from './view.ts'

const incidentKind: EntityKind<Incident> = { name: 'incident' }
const noteKind: EntityKind<Note> = { name: 'note' }
const reportKind: EntityKind<Report> = { name: 'report' }

export interface Incidents {
  /** Who is signed in, also where only remembered; undefined where nobody is. */
  readonly info: ComputedRef<SessionInfo | undefined>
  readonly actor: ComputedRef<Actor | undefined>
  /** ms by the server's clock, once a second. */
  readonly now: Readonly<Ref<number>>
  /** All in sight, drafts and those at rest too. */
  readonly all: ComputedRef<readonly Incident[]>
  readonly open: ComputedRef<readonly Incident[]>
  readonly lists: ComputedRef<IncidentLists>
  readonly counts: ComputedRef<Counts>
  readonly byId: (id: Id<'incident'>) => Incident | undefined
  /** Oldest first. */
  readonly notesOf: (id: Id<'incident'>) => readonly Note[]
  /** Those in sight; a report out of sight is not in the replica. */
  readonly reportsOf: (id: Id<'incident'>) => readonly Report[]
  readonly isPending: (id: string) => boolean
  /** Sends a command about one incident; commands about the same incident keep their order. */
  readonly act: <Contract extends CommandContract>(
    incident: Pick<Incident, 'id' | 'township'>,
    contract: Contract,
    params: ParamsOf<Contract>,
  ) => Promise<CommandResult<unknown>>
}

interface Derived {
  readonly all: ComputedRef<readonly Incident[]>
  readonly lists: ComputedRef<IncidentLists>
}

const derived = new WeakMap<Replica, Derived>()

/**
 * One set of lists for all who ask, however many thousands are in it. They are sorted when an incident changes, not
 * at every tick of the clock: that alone moves nothing unless a limit ends (WA-12).
 */
function derivedFrom(replica: Replica, ticking: Readonly<Ref<number>>): Derived {
  const known = derived.get(replica)
  if (known !== undefined) return known
  const all = computed(() => replica.all(incidentKind))
  const settled = computed(() => settledLists(all.value))
  const lists = computed<IncidentLists>(before =>
    keepLists(before, { ...settled.value, overdue: overdueIn(settled.value.open, ticking.value) }),
  )
  const made: Derived = { all, lists }
  derived.set(replica, made)
  return made
}

/** Incidents, notes and reports as the replica knows them, and the way to change them. */
export function useIncidents(): Incidents {
  const { replica, commands, session, clock } = useLive()
  const info = computed(() => ('info' in session.state.value ? session.state.value.info : undefined))
  const { all, lists } = derivedFrom(replica, clock.ticking)
  const notes = computed(() => groupBy(replica.all(noteKind), note => note.incidentId))
  const reports = computed(() => groupBy(replica.all(reportKind), report => report.incidentId))
  return {
    info,
    actor: computed(() => info.value?.actor),
    now: clock.ticking,
    all,
    open: computed(() => lists.value.open),
    lists,
    counts: computed(() => countsOf(lists.value)),
    byId: id => replica.find(incidentKind, id),
    notesOf: id => [...(notes.value.get(id) ?? [])].sort((one, other) => (one.at < other.at ? -1 : 1)),
    reportsOf: id => reports.value.get(id) ?? [],
    isPending: commands.isPending,
    act: ({ id, township }, contract, params) =>
      commands.send(contract, { township, params, queue: id, marks: [id] }).result,
  }
}
