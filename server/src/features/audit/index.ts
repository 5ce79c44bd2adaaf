import { scopesOf } from '@one-centre/shared/access'
import {
  AUDIT_CHAIN_ROWS,
  auditChange,
  exportAudit,
  listAudit,
  listAuditedQueries,
  verifyAudit,
  type AuditCursor,
  type AuditEntry,
  type AuditFilter,
} from '@one-centre/shared/audit'
import { CHINA_OFFSET_MINUTES } from '@one-centre/shared/calendar'
import type { Entity } from '@one-centre/shared/contract'
import { refuse } from '@one-centre/shared/refusals'
import { DAY, fromIso, MINUTE, toIso, type Iso } from '@one-centre/shared/time'
import { handleQuery, type QueryContext, type Slice } from '../../kernel/handler.ts'
import { chainHash } from '../../kernel/journal.ts'
import type { AnyKind } from '../../kernel/kinds.ts'
import { columnsAgree, labelOf, shownTo, type Project } from './rules.ts'
import {
  numbersOf,
  readChain,
  readChange,
  readRecorded,
  readTrail,
  rootsOfIncident,
  type AuditRow,
} from './store.ts'

/** The instant a civil day of the county begins, `plus` days later. */
function dayStart(day: string | null, plus: number): Iso | null {
  if (day === null) return null
  return toIso(fromIso(`${day}T00:00:00.000Z`) - CHINA_OFFSET_MINUTES * MINUTE + plus * DAY)
}

function projectBy(kinds: readonly AnyKind[]): Project {
  const known = new Map(kinds.map(kind => [kind.name, kind]))
  return (name, entity, scopes) =>
    (known.get(name)?.project?.(entity, scopes) as Entity | undefined) ?? entity
}

const scopesIn = ({ actor, township }: QueryContext<unknown>): ReadonlySet<string> =>
  new Set(scopesOf(actor, township))

/** Rows as the asker may see them: that something changed always, what it says only where it is theirs to read. */
async function entriesOf(
  context: QueryContext<unknown>,
  rows: readonly AuditRow[],
  project: Project,
): Promise<AuditEntry[]> {
  const scopes = scopesIn(context)
  const numbers = await numbersOf(
    context.reader,
    rows.map(row => row.rootId),
  )
  return rows.map(({ seq, ordinal, at, rootId, hash, command, body }) => {
    const { actor, type, kind, id, version, commandId } = body
    const label = labelOf(shownTo(body, scopes, project))
    const incidentNumber = numbers.get(rootId) ?? null
    const head = { seq, ordinal, at, actor, type, kind, entityId: id, version }
    return { ...head, label, incidentNumber, commandId, command, hash }
  })
}

type ListContext = QueryContext<{
  readonly filter: AuditFilter
  readonly cursor: AuditCursor | null
  readonly limit: number
}>

async function page(
  context: ListContext,
  project: Project,
): Promise<{ ok: true; answer: { entries: AuditEntry[]; next: AuditCursor | null } }> {
  const { reader, township, params } = context
  const { from, to, incidentNumber, ...filter } = params.filter
  const rootIds = incidentNumber === null ? null : await rootsOfIncident(reader, township, incidentNumber)
  const narrowing = {
    ...filter,
    township,
    from: dayStart(from, 0),
    before: dayStart(to, 1),
    cursor: params.cursor,
    rootIds,
  }
  const { rows, next } = await readTrail(reader, narrowing, params.limit)
  return { ok: true, answer: { entries: await entriesOf(context, rows, project), next } }
}

/** The audit trail is the journal itself (F-12): nothing is written here, and nothing can be. */
export function auditOf(kinds: readonly AnyKind[]): Slice {
  const project = projectBy(kinds)
  const list = handleQuery({ contract: listAudit, answer: context => page(context, project) })
  const exported = handleQuery({
    contract: exportAudit,
    recorded: true,
    answer: context => page(context, project),
  })
  const change = handleQuery({
    contract: auditChange,
    answer: async context => {
      const { seq, ordinal } = context.params
      const found = await readChange(context.reader, context.township, seq, ordinal)
      if (found === undefined) return refuse('audit.change-unknown', { seq, ordinal })
      const { row, previousHash, before } = found
      const scopes = scopesIn(context)
      const [entry] = await entriesOf(context, [row], project)
      const after = shownTo(row.body, scopes, project)
      const earlier = before === undefined ? undefined : shownTo(before, scopes, project)
      const content = (entity: Entity | undefined): Record<string, unknown> | null =>
        entity === undefined ? null : { ...entity }
      return {
        ok: true,
        answer: {
          entry: entry!,
          previousHash,
          before: content(earlier),
          after: content(after),
          detail: after === undefined || !scopes.has('duty') ? {} : { ...row.body.detail },
          withheld: after === undefined,
        },
      }
    },
  })
  return {
    name: 'audit',
    kinds: [],
    commands: [],
    queries: [list, exported, change, walk, queries],
    reactions: [],
  }
}

const walk = handleQuery({
  contract: verifyAudit,
  answer: async ({ reader, township, params, now }) => {
    const { head, previous, rows } = await readChain(reader, township, params.after, AUDIT_CHAIN_ROWS)
    const broken: { seq: number; ordinal: number }[] = []
    let hash = previous
    let last = params.after
    for (const row of rows) {
      const { seq, ordinal } = row
      const sound = chainHash(hash, row.text).equals(row.hash) && columnsAgree(row)
      if (!sound) broken.push({ seq, ordinal })
      // From the stored hash on, so that one altered row counts once.
      hash = row.hash
      last = { seq, ordinal }
    }
    const ended = rows.length < AUDIT_CHAIN_ROWS
    const endsAtHead = ended && (last?.seq ?? 0) === head.seq && hash.equals(head.hash)
    return {
      ok: true,
      answer: { last, changes: rows.length, broken, head: head.seq, ended, endsAtHead, at: now },
    }
  },
})

const queries = handleQuery({
  contract: listAuditedQueries,
  answer: async ({ reader, township, params }) => {
    const { from, to, actorId, cursor, limit } = params
    const by = { township, from: dayStart(from, 0), before: dayStart(to, 1), actorId, cursor }
    const rows = await readRecorded(reader, by, limit)
    const last = rows.length === limit ? rows.at(-1) : undefined
    return {
      ok: true,
      answer: {
        queries: rows.map(({ actor_id, actor_name, ...row }) => ({
          ...row,
          actor: { id: actor_id, name: actor_name },
        })),
        next: last === undefined ? null : { at: last.at, id: last.id },
      },
    }
  },
})
