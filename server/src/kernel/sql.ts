/** One connection inside a transaction, or a pool; rows come back parsed, `json` columns as text are never used here. */
export interface Sql {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
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
