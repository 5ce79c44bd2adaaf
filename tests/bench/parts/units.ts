import { newId } from '@one-centre/shared/ids'
import type { Database } from '../../../server/src/platform/database.ts'
import { unitId } from '../load/position-plan.ts'

/**
 * People of a township's teams, every team with an accepted task, so that all of them may report. Written straight
 * into the tables: they are what a benchmark begins with, not what it measures. `first` is the number of the first.
 */
export async function addUnits(db: Database, township: string, count: number, first = 0): Promise<void> {
  const { rows: teams } = await db.query<{ id: string; organisation: string }>(
    `select id, entity ->> 'organisationId' as organisation from teams where township = $1 order by id`,
    [township],
  )
  const at = { deviceAt: null, serverAt: new Date(Date.now() - 3_600_000).toISOString() }
  const tasks = teams.map(team => ({
    id: newId(),
    township,
    version: 1,
    incidentId: newId(),
    cycle: 1,
    teamId: team.id,
    openTeamId: team.id,
    organisationId: team.organisation,
    leadOrganisationId: team.organisation,
    role: 'lead',
    mandatory: false,
    state: 'accepted',
    assignedBy: { id: 'bench', name: 'bench' },
    note: '',
    queueReason: null,
    overrideReason: null,
    times: {
      ...{ assigned: at, delivered: at, read: at, accepted: at },
      ...{ enRoute: null, onScene: null, working: null, done: null, released: null },
    },
    corrections: [],
    reservedFor: null,
    ending: null,
    endedAt: null,
  }))
  await insert(db, 'tasks', tasks, task => task.incidentId)
  const people = Array.from({ length: count }, (_, index) => {
    const team = teams[index % teams.length]!
    return {
      id: unitId(first + index),
      township,
      version: 1,
      name: `队员${index}`,
      phone: '',
      title: '队员',
      organisationId: team.organisation,
      posts: [{ role: 'member', township, organisationId: team.organisation, teamId: team.id }],
      onDuty: true,
      onDutySince: null,
      disabled: false,
    }
  })
  for (let from = 0; from < people.length; from += 5_000)
    await insert(db, 'people', people.slice(from, from + 5_000), person => person.id)
}

interface Row {
  readonly id: string
  readonly township: string
}

async function insert<Each extends Row>(
  db: Database,
  table: 'tasks' | 'people',
  rows: readonly Each[],
  rootOf: (row: Each) => string,
): Promise<void> {
  await db.query(
    `insert into ${table} (id, township, root_id, version, entity)
     select id, township, root, 1, entity from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::jsonb[]) as n (id, township, root, entity)`,
    [
      rows.map(row => row.id),
      rows.map(row => row.township),
      rows.map(rootOf),
      rows.map(row => JSON.stringify(row)),
    ],
  )
}
