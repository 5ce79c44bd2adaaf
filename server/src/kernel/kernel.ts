import type { Actor } from '@one-centre/shared/access'
import type { FeedBatch } from '@one-centre/shared/feed'
import type { Id } from '@one-centre/shared/ids'
import { isRefusal, type Outcome } from '@one-centre/shared/refusals'
import type { Clock } from '../platform/clock.ts'
import type { Listener as NotifyListener } from '../platform/database-listen.ts'
import type { Database } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import { Broadcaster } from './broadcast.ts'
import { commandDesk, type CommandDesk } from './command.ts'
import { Deadlines } from './deadlines.ts'
import type { FeedSource } from './feed.ts'
import type { CommandCall, Reference, Slice } from './handler.ts'
import type { AnyKind } from './kinds.ts'
import type { JournalBody } from './journal.ts'
import { openLanes } from './lanes.ts'
import { NodeFeed } from './node-feed.ts'
import { queryDesk, type QueryDesk } from './query.ts'
import { Reactions } from './reactions.ts'
import { ReferenceStore } from './reference.ts'
import { sqlOf } from './sql.ts'

/** Bell between nodes; its payload is the township that has news and how far, `<id> <seq>`. */
const CHANNEL = 'one_centre_feed'
/** Finds what every hint missed (F-7). */
const BELT_EVERY_MS = 3_000
const HEARTBEAT_EVERY_MS = 10_000

export interface KernelOptions {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly slices: readonly Slice[]
  /** The app's own rule for which ids name a township (or the county). */
  readonly townships: (reference: Reference) => readonly Id<'organisation'>[]
  /** Sends a batch to all who joined a room. */
  readonly emit: (room: string, batch: FeedBatch) => void
  /** Hears what this node has just learned, before any room is told: who must not hear it can still be sent out. */
  readonly learned?: (rows: readonly JournalBody[]) => void
  /** Off in tests that move the clock by hand. */
  readonly belts: 'on' | 'off'
}

export interface Kernel {
  readonly county: Id<'organisation'>
  readonly demo: boolean
  readonly epoch: string
  readonly kinds: readonly AnyKind[]
  readonly reference: Reference
  readonly commands: CommandDesk
  readonly queries: QueryDesk
  readonly source: FeedSource
  readonly nodeFeed: NodeFeed
  readonly broadcaster: Broadcaster
  readonly reactions: Reactions
  readonly deadlines: Deadlines
  readonly system: Actor
  readonly townships: () => readonly Id<'organisation'>[]
  close(): Promise<void>
}

interface Installation {
  readonly epoch: string
  readonly county: Id<'organisation'>
  readonly demo: boolean
}

/** Joins the parts: one door in, one journal, and everyone who follows it. The installation row must exist. */
export async function startKernel(options: KernelOptions): Promise<Kernel> {
  const { database, clock, log, slices } = options
  const kinds = slices.flatMap(slice => slice.kinds)
  const installation = await readInstallation(database)
  const { county } = installation
  const reference = new ReferenceStore(kinds, county)
  const nodeFeed = await loadAsOfOneInstant(database, reference, kinds)
  const townships = (): readonly Id<'organisation'>[] => options.townships(reference)
  const isTownship = (id: Id<'organisation'>): boolean => id === county || townships().includes(id)
  const system = systemActor(county)
  const bell = openBell(database)

  const lanes = openLanes({
    database,
    surroundings: () => ({ kinds, county, reference, now: clock.iso() }),
    committed: async (township, rows) => {
      await nodeFeed.offer(township, rows)
      bell(township, rows.at(-1)!.body.seq)
    },
    lagging: error => log.warn({ err: error }, 'this node could not hear its own commit yet'),
    armed: dueAt => deadlines.armed(dueAt),
    fault: (error, request) =>
      log.error({ err: error, command: request.handler.contract.name }, 'a command failed'),
  })
  const commands = commandDesk(
    slices.flatMap(slice => slice.commands),
    lanes,
    isTownship,
  )
  const run = runAs(commands, system, log)
  const deadlines: Deadlines = new Deadlines({
    database,
    clock,
    run,
    fault: error => log.error({ err: error }, 'deadlines failed'),
  })
  const reactions = new Reactions({
    reactions: slices.flatMap(slice => slice.reactions),
    database,
    reference,
    iso: () => clock.iso(),
    run,
    armed: dueAt => deadlines.armed(dueAt),
    fault: (error, reaction) =>
      log.error({ err: error, reaction }, 'a reaction failed and will be tried again'),
  })
  const broadcaster = new Broadcaster({
    kinds,
    epoch: installation.epoch,
    cursorOf: township => nodeFeed.cursorOf(township),
    emit: options.emit,
  })
  const queries = queryDesk({
    handlers: slices.flatMap(slice => slice.queries),
    database,
    reference,
    county,
    isTownship,
    townships: () => [county, ...townships().filter(township => township !== county)],
    iso: () => clock.iso(),
  })

  nodeFeed.listen((_township, rows) => {
    for (const row of rows) reference.apply(row.kind, row.entity)
    options.learned?.(rows)
  })
  nodeFeed.listen((township, rows, _from, to) => broadcaster.deliver(township, rows, to))
  nodeFeed.listen((township, rows) => reactions.wake(township, rows))

  const belts =
    options.belts === 'on'
      ? startBelts({ database, nodeFeed, broadcaster, deadlines, reactions, log })
      : noBelts
  return {
    ...installation,
    kinds,
    reference,
    commands,
    queries,
    source: { database, kinds, epoch: installation.epoch },
    nodeFeed,
    broadcaster,
    reactions,
    deadlines,
    system,
    townships,
    close: async () => {
      await belts.close()
      await deadlines.close()
      await reactions.close()
    },
  }
}

async function readInstallation(database: Database): Promise<Installation> {
  const rows = await sqlOf(database).query<Installation>('select epoch, county, demo from installation')
  const row = rows[0]
  if (row === undefined)
    throw new Error('the database has no installation row: start the server once to make it')
  return { epoch: row.epoch, county: row.county, demo: row.demo }
}

function loadAsOfOneInstant(
  database: Database,
  reference: ReferenceStore,
  kinds: readonly AnyKind[],
): Promise<NodeFeed> {
  return database.repeatableRead(async transaction => {
    const sql = sqlOf(transaction)
    const heads = await sql.query<{ township: string; seq: number }>('select township, seq from feed_heads')
    await reference.load(kinds, sql)
    return new NodeFeed(sqlOf(database), heads)
  })
}

export function systemActor(county: Id<'organisation'>): Actor {
  return {
    id: 'system',
    // The screen says it in words.
    name: 'system',
    personId: null,
    posts: [{ role: 'system', township: county, organisationId: county }],
    county,
  }
}

/** Tells other nodes after COMMIT, at most one NOTIFY a township and loop turn. */
function openBell(database: Database): (township: string, seq: number) => void {
  const rung = new Map<string, number>()
  return (township, seq) => {
    const known = rung.get(township)
    rung.set(township, Math.max(seq, known ?? 0))
    if (known !== undefined) return
    setImmediate(() => {
      const word = `${township} ${rung.get(township) ?? seq}`
      rung.delete(township)
      // A lost hint is found by the belt of the others.
      database.named('ring', 'select pg_notify($1, $2)', [CHANNEL, word]).catch(() => undefined)
    })
  }
}

type Run = (call: CommandCall, township: Id<'organisation'>, commandId: string) => Promise<Outcome<unknown>>

/** Reactions and deadlines come in by the same door. A refusal is an answer; only a database that is away is tried again. */
function runAs(commands: CommandDesk, system: Actor, log: Log): Run {
  return async (call, township, commandId) => {
    const outcome = await commands.run(system, call.name, { commandId, township, params: call.params })
    if (isRefusal(outcome)) {
      if (outcome.code === 'database.away') throw new Error('the database is away')
      log.info({ command: call.name, commandId, code: outcome.code }, 'a system command was refused')
    }
    return outcome
  }
}

interface Belts {
  close(): Promise<void>
}

const noBelts: Belts = { close: () => Promise.resolve() }

interface Followers {
  readonly database: Database
  readonly nodeFeed: NodeFeed
  readonly broadcaster: Broadcaster
  readonly deadlines: Deadlines
  readonly reactions: Reactions
  readonly log: Log
}

/** Reads on where the hint is news; this node's own is none. Without a word anything may have been missed. */
async function hear(nodeFeed: NodeFeed, word: string | undefined): Promise<void> {
  if (word === undefined) return nodeFeed.poll()
  const [township, seq] = word.split(' ') as [Id<'organisation'>, string | undefined]
  if (nodeFeed.cursorOf(township) < Number(seq ?? Number.POSITIVE_INFINITY)) await nodeFeed.ring(township)
}

function startBelts({ database, nodeFeed, broadcaster, deadlines, reactions, log }: Followers): Belts {
  const listener: NotifyListener = database.listen(CHANNEL, word => {
    hear(nodeFeed, word).catch((error: unknown) => log.warn({ err: error }, 'could not read on after a hint'))
  })
  let polling = false
  const poll = async (): Promise<void> => {
    if (polling) return
    polling = true
    try {
      await nodeFeed.poll()
      await deadlines.poll()
      for (const township of nodeFeed.townships()) reactions.wake(township)
    } catch (error) {
      log.warn({ err: error }, 'the belt could not reach the database')
    } finally {
      polling = false
    }
  }
  void poll()
  const belt = setInterval(() => void poll(), BELT_EVERY_MS)
  const heart = setInterval(() => broadcaster.heartbeat(), HEARTBEAT_EVERY_MS)
  return {
    close: async () => {
      clearInterval(belt)
      clearInterval(heart)
      await listener.close()
    },
  }
}
