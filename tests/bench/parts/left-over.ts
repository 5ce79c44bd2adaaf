import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CLUSTER_NAME, findPostmaster } from '../../../server/src/platform/embedded-postgres-lock.ts'
import { readFile } from 'node:fs/promises'

/** Ends the PostgreSQL that a killed server of a benchmark left below its folder; it has a session of its own. */
export async function endLeftPostgres(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries.filter(each => each.isDirectory())) {
    const cluster = join(folder, entry.name, 'postgres/cluster')
    const pid = postmasterOf(cluster)
    if (pid === undefined) continue
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (commandLine.includes(`cluster_name=${CLUSTER_NAME}`) && commandLine.includes(cluster))
      process.kill(pid, 'SIGQUIT')
  }
}

function postmasterOf(cluster: string): number | undefined {
  try {
    return findPostmaster(cluster)?.pid
  } catch {
    return undefined
  }
}
