import { slices } from '../../server/src/app.ts'
import type { Database } from '../../server/src/platform/database.ts'

/** Puts a stream back to where it stood at `seq`, as an older backup would. The server must not run. */
export async function restoreTo(database: Database, township: string, seq: number): Promise<void> {
  await database.transaction(async transaction => {
    await transaction.query('delete from feed_changes where township = $1 and seq > $2', [township, seq])
    await transaction.query(
      `delete from commands where township = $1 and coalesce((outcome->>'seq')::bigint, 0) > $2`,
      [township, seq],
    )
    await transaction.query('update reaction_cursors set seq = least(seq, $2) where township = $1', [
      township,
      seq,
    ])
    await transaction.query(
      `update feed_heads set seq = $2, hash = (select hash from feed_changes
         where township = $1 and seq = $2 order by ordinal desc limit 1) where township = $1`,
      [township, seq],
    )
    for (const { name, table } of slices.flatMap(slice => slice.kinds)) {
      await transaction.query(`delete from ${table} where township = $1`, [township])
      await transaction.query(
        `insert into ${table} (id, township, root_id, version, entity)
         select distinct on (entity_id) entity_id, township, root_id, (body->>'version')::int, (body->'entity')::jsonb
         from feed_changes where township = $1 and kind = $2 order by entity_id, (body->>'version')::int desc`,
        [township, name],
      )
    }
  })
}

export async function headOf(database: Database, township: string): Promise<number> {
  const { rows } = await database.query<{ seq: number }>('select seq from feed_heads where township = $1', [
    township,
  ])
  return rows[0]!.seq
}
