import { openDB, type IDBPDatabase } from 'idb'

const DATABASE = 'one-centre'
const VERSION = 2
/** Some phones never answer the opening of a database after a crash. */
const OPEN_WITHIN_MS = 3_000

export const localTables = ['outbox', 'drafts', 'remembered', 'replica', 'files'] as const
export type LocalTable = (typeof localTables)[number]

/** What stays on this device. Values are plain JSON; what comes back was written by an older page and is `unknown`. */
export interface LocalStore {
  /** `memory`: the device gives us no database, and a reload forgets. */
  readonly keeps: 'on-disk' | 'in-memory'
  readonly find: (table: LocalTable, key: string) => Promise<unknown>
  /** All values of a table, in key order. */
  readonly list: (table: LocalTable) => Promise<readonly unknown[]>
  readonly put: (table: LocalTable, key: string, value: object) => Promise<void>
  readonly remove: (table: LocalTable, key: string) => Promise<void>
  /** All values whose key begins so, in key order and as of one moment. */
  readonly listUnder: (table: LocalTable, prefix: string) => Promise<readonly unknown[]>
  /** Shows one row, then writes what `decide` makes of it, key by key, all or nothing. Values are plain data, not proxies. */
  readonly update: (
    table: LocalTable,
    key: string,
    decide: (found: unknown) => ReadonlyMap<string, object>,
  ) => Promise<void>
  /** Removes the rows whose key does not begin so; '' removes none. */
  readonly removeExcept: (table: LocalTable, prefix: string) => Promise<void>
  readonly clear: (table: LocalTable) => Promise<void>
}

/** The device's database, or memory where there is none. */
export async function openLocalStore(): Promise<LocalStore> {
  try {
    return overIndexedDb(await within(OPEN_WITHIN_MS, openDatabase()))
  } catch {
    return createMemoryStore()
  }
}

export function createMemoryStore(): LocalStore {
  const tables = new Map<LocalTable, Map<string, string>>(localTables.map(name => [name, new Map()]))
  const rows = (table: LocalTable) => tables.get(table)!
  return {
    keeps: 'in-memory',
    find: (table, key) => Promise.resolve(thaw(rows(table).get(key))),
    list: table => {
      const keys = [...rows(table).keys()].sort()
      return Promise.resolve(keys.map(key => thaw(rows(table).get(key))))
    },
    put: (table, key, value) => {
      rows(table).set(key, JSON.stringify(value))
      return Promise.resolve()
    },
    remove: (table, key) => {
      rows(table).delete(key)
      return Promise.resolve()
    },
    listUnder: (table, prefix) => {
      const keys = [...rows(table).keys()].filter(key => key.startsWith(prefix)).sort()
      return Promise.resolve(keys.map(key => thaw(rows(table).get(key))))
    },
    update: (table, key, decide) => {
      const written = decide(thaw(rows(table).get(key)))
      for (const [name, value] of written) rows(table).set(name, JSON.stringify(value))
      return Promise.resolve()
    },
    removeExcept: (table, prefix) => {
      for (const key of [...rows(table).keys()]) if (!key.startsWith(prefix)) rows(table).delete(key)
      return Promise.resolve()
    },
    clear: table => {
      rows(table).clear()
      return Promise.resolve()
    },
  }
}

function thaw(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text)
}

function openDatabase(): Promise<IDBPDatabase> {
  return openDB(DATABASE, VERSION, {
    upgrade: database => {
      for (const table of localTables) {
        if (!database.objectStoreNames.contains(table)) database.createObjectStore(table)
      }
    },
    // A newer page must be able to upgrade while this one is open.
    blocking: (_current, _blocked, change) => {
      const database = change.target
      if (database instanceof IDBDatabase) database.close()
    },
  })
}

function overIndexedDb(database: IDBPDatabase): LocalStore {
  return {
    keeps: 'on-disk',
    find: (table, key) => database.get(table, key) as Promise<unknown>,
    list: table => database.getAll(table),
    put: async (table, key, value) => {
      // Reactive proxies cannot be cloned into the database.
      await database.put(table, JSON.parse(JSON.stringify(value)), key)
    },
    remove: (table, key) => database.delete(table, key),
    listUnder: (table, prefix) => database.getAll(table, under(prefix)),
    update: async (table, key, decide) => {
      const transaction = database.transaction(table, 'readwrite')
      const rows = transaction.objectStore(table)
      const written = decide(await rows.get(key))
      for (const [name, value] of written) void rows.put(value, name)
      await transaction.done
    },
    removeExcept: async (table, prefix) => {
      const transaction = database.transaction(table, 'readwrite')
      const rows = transaction.objectStore(table)
      for (const key of await rows.getAllKeys()) {
        if (typeof key === 'string' && !key.startsWith(prefix)) void rows.delete(key)
      }
      await transaction.done
    },
    clear: table => database.clear(table),
  }
}

/** Every key that begins so. */
function under(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, `${prefix}\uffff`)
}

function within<Value>(milliseconds: number, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('too slow')), milliseconds)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
