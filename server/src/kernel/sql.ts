import type { Queryable } from '../platform/database.ts'
import type { Reader } from './handler.ts'

/** One connection inside a transaction, or a pool, seen as rows. */
export type Sql = Reader

export function sqlOf(queryable: Queryable): Sql {
  return {
    query: async <Row extends object>(text: string, values?: readonly unknown[]) => {
      const result = await queryable.query<Row>(text, values)
      return result.rows
    },
  }
}

const names = new Map<string, string>()

/** One name for each text of the process; there are as many as statements are written down. */
function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `kernel-${names.size + 1}`
  names.set(text, name)
  return name
}

/**
 * Like `sqlOf`, with statements that are parsed and planned once a connection. For the way of a command, whose
 * texts are few and fixed; a search composed for its asker goes through `sqlOf`.
 */
export function preparedSqlOf(queryable: Queryable): Sql {
  return {
    query: async <Row extends object>(text: string, values?: readonly unknown[]) => {
      const { rows } =
        values === undefined
          ? await queryable.query<Row>(text)
          : await queryable.named<Row>(nameOf(text), text, values)
      return rows
    },
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function quoteUuids(ids: readonly string[]): string {
  for (const id of ids) if (!UUID.test(id)) throw new Error(`not a uuid: ${id}`)
  return `'${ids.join(',')}'`
}

/**
 * Puts row-level security in force for the rest of the transaction: rows of `visible` townships can be
 * read, rows of `own` written.
 */
export async function enterScope(sql: Sql, own: string, visible: readonly string[]): Promise<void> {
  await sql.query(
    `set local role one_centre_app; set local app.township = ${quoteUuids([own])}; set local app.visible = ${quoteUuids(visible)}`,
  )
}
