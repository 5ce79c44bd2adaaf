import { readdir, readFile } from 'node:fs/promises'
import { runOnce } from './database.ts'

/** Ticks of /proc are 10 ms. */
const TICKS_A_SECOND = 100

interface Stat {
  readonly parent: number
  /** Seconds of its own. */
  readonly own: number
  /** Seconds of children that have ended. */
  readonly ended: number
}

async function statOf(pid: number): Promise<Stat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const seconds = (first: number): number =>
    (Number(fields[first]) + Number(fields[first + 1])) / TICKS_A_SECOND
  return { parent: Number(fields[1]), own: seconds(11), ended: seconds(13) }
}

/** Processor time a process has used so far, in seconds. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await statOf(pid)
  if (stat === undefined) throw new Error(`process ${pid} is gone`)
  return stat.own
}

/** The postmaster of a PostgreSQL on this machine. */
export async function findPostmasterOf(serverUrl: string): Promise<number | undefined> {
  const pids = (await readdir('/proc')).map(Number).filter(pid => !Number.isNaN(pid))
  const [asked] = await runOnce(
    serverUrl,
    "select pid from pg_stat_activity where backend_type = 'checkpointer'",
  )
  const checkpointer = Number(asked?.['pid'])
  return pids.includes(checkpointer) ? (await statOf(checkpointer))?.parent : undefined
}

/** Processor time of a process, its children and those of them that have ended, in seconds. */
export async function familyCpuSeconds(pid: number): Promise<number> {
  const pids = (await readdir('/proc')).map(Number).filter(each => !Number.isNaN(each))
  const stats = await Promise.all(pids.map(statOf))
  const children = stats.filter(stat => stat?.parent === pid)
  const own = await statOf(pid)
  return (own?.own ?? 0) + (own?.ended ?? 0) + children.reduce((sum, stat) => sum + stat!.own, 0)
}

/** Processor time so far of a process and of all that live below it, in seconds. */
export async function treeCpuSeconds(root: number): Promise<number> {
  const pids = (await readdir('/proc')).map(Number).filter(each => !Number.isNaN(each))
  const stats = new Map(await Promise.all(pids.map(async pid => [pid, await statOf(pid)] as const)))
  const isBelow = (pid: number): boolean => {
    if (pid === root) return true
    const parent = stats.get(pid)?.parent ?? 0
    return parent !== 0 && isBelow(parent)
  }
  return pids.filter(isBelow).reduce((sum, pid) => sum + (stats.get(pid)?.own ?? 0), 0)
}
