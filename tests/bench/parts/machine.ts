import { execFile } from 'node:child_process'
import { cpus, release, totalmem, type } from 'node:os'
import { promisify } from 'node:util'
import { runOnce } from './database.ts'

export interface Machine {
  readonly date: string
  readonly processor: string
  readonly memory: string
  readonly system: string
  readonly node: string
  readonly postgres: string
  readonly commit: string
}

export async function describeMachine(serverUrl: string): Promise<Machine> {
  const processors = cpus()
  const [row] = await runOnce(
    serverUrl,
    `select version(), current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
       current_setting('full_page_writes') as pages`,
  )
  const said = (name: string): string => String(row?.[name])
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    processor: `${processors[0]?.model.trim() ?? 'unknown'}, ${processors.length} processors`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}`,
    node: process.version,
    postgres: `${said('version').split(' on ')[0]!}; fsync ${said('fsync')}, synchronous_commit ${said('commit')}, full_page_writes ${said('pages')}`,
    commit: await commitOf(),
  }
}

async function commitOf(): Promise<string> {
  const options = { cwd: import.meta.dirname }
  return promisify(execFile)('git', ['describe', '--always', '--dirty'], options).then(
    ({ stdout }) => stdout.trim(),
    () => 'unknown',
  )
}
