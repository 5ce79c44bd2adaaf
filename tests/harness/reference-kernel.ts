import type { Actor, Role } from '@one-centre/shared/access'
import { newId, type Id } from '@one-centre/shared/ids'
import type { Outcome } from '@one-centre/shared/refusals'
import { matters } from '../../server/src/features/matters/index.ts'
import { organisationKind, organisations } from '../../server/src/features/organisations/index.ts'
import { people } from '../../server/src/features/people/index.ts'
import { startKernel, type Kernel } from '../../server/src/kernel/kernel.ts'
import { manualClock } from '../../server/src/platform/clock.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { quietLog } from './quiet-log.ts'

/** A county of two townships with their own bodies, on a real database, and nothing else. */
export interface ReferenceKernel {
  readonly kernel: Kernel
  readonly database: TestDatabase
  readonly county: Id<'organisation'>
  readonly towns: readonly [Id<'organisation'>, Id<'organisation'>]
  readonly countyAdmin: Actor
  readonly actor: (role: Role, township: Id<'organisation'>) => Actor
  /** Runs a command with a fresh id. */
  readonly run: (actor: Actor, township: string, name: string, params: unknown) => Promise<Outcome<never>>
  readonly ask: (actor: Actor, township: string, name: string, params: unknown) => Promise<unknown>
  readonly close: () => Promise<void>
}

export async function startReferenceKernel(): Promise<ReferenceKernel> {
  const database = await createTestDatabase()
  const county = newId<'organisation'>()
  await database.db.query('insert into installation (county, demo, created_at) values ($1, false, now())', [
    county,
  ])
  const kernel = await startKernel({
    database: database.db,
    clock: manualClock('2026-11-23T08:00:00.000Z'),
    log: quietLog,
    slices: [organisations, people, matters],
    townships: reference =>
      reference
        .all(organisationKind)
        .filter(body => body.type === 'township')
        .map(body => body.id),
    emit: () => undefined,
    belts: 'off',
  })
  const actor = (role: Role, township: Id<'organisation'>): Actor => {
    const personId = newId<'person'>()
    return {
      id: personId,
      name: role,
      personId,
      posts: [{ role, township, organisationId: township }],
      county,
    }
  }
  const countyAdmin = actor('admin', county)
  const run: ReferenceKernel['run'] = async (who, township, name, params) =>
    (await kernel.commands.run(who, name, { commandId: newId(), township, params })) as Outcome<never>
  const towns = [newId<'organisation'>(), newId<'organisation'>()] as const
  for (const [i, id] of [county, ...towns].entries()) {
    const type = id === county ? 'county' : 'township'
    const parentId = id === county ? null : county
    await run(countyAdmin, county, 'organisations.save', body(id, `T${i}`, { type, parentId }))
  }
  return {
    kernel,
    database,
    county,
    towns,
    countyAdmin,
    actor,
    run,
    ask: (who, township, name, params) => kernel.queries.run(who, name, { township, params }),
    close: async () => {
      await kernel.close()
      await database.drop()
    },
  }
}

/** Params of `organisations.save` for a new body. */
export function body(organisationId: string, code: string, part: object = {}): object {
  return {
    organisationId,
    version: null,
    code,
    name: code,
    shortName: code,
    type: 'office',
    verifies: false,
    parentId: null,
    agencyId: null,
    position: null,
    phone: '',
    ...part,
  }
}
