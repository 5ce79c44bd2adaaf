import { newId } from '@one-centre/shared/ids'
import type { Iso } from '@one-centre/shared/time'
import type { TimerOrder } from './handler.ts'
import type { Sql } from './sql.ts'

/** Arms and cancels deadlines in the transaction that decided them; returns the earliest armed. */
export async function saveTimers(
  sql: Sql,
  township: string,
  orders: readonly TimerOrder[],
): Promise<Iso | undefined> {
  // The last order for a key stands.
  const last = [...new Map(orders.map(order => [order.key, order])).values()]
  const cancelled = last.filter(order => order.arm === null)
  const armed = last.flatMap(order => (order.arm === null ? [] : [{ key: order.key, ...order.arm }]))
  const cancelling =
    cancelled.length === 0
      ? undefined
      : sql.query('delete from deadlines where township = $1 and key = any($2::text[])', [
          township,
          cancelled.map(order => order.key),
        ])
  const arming = armed.length === 0 ? undefined : arm(sql, township, armed)
  await Promise.all([cancelling, arming])
  if (armed.length === 0) return undefined
  return armed.map(order => order.dueAt).reduce((a, b) => (a < b ? a : b))
}

type Armed = NonNullable<TimerOrder['arm']> & { readonly key: string }

function arm(sql: Sql, township: string, armed: readonly Armed[]): Promise<unknown> {
  return sql.query(
    `insert into deadlines (township, id, key, due_at, command, params)
     select $1, * from unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::json[])
     on conflict (township, key) do update
       set id = excluded.id, due_at = excluded.due_at, command = excluded.command, params = excluded.params`,
    [
      township,
      armed.map(() => newId()),
      armed.map(order => order.key),
      armed.map(order => order.dueAt),
      armed.map(order => order.command),
      armed.map(order => JSON.stringify(order.params)),
    ],
  )
}
