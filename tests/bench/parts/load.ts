import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { HttpLoad, HttpResult } from '../load/http-load.ts'
import type { Bench } from './benchmark.ts'

const LOAD = join(import.meta.dirname, '../load')

/** Runs one of the generators in a process of its own, so that what measures does not measure itself. */
export function runLoad<Result>(bench: Bench, file: string, order: object): Promise<Result> {
  const child = fork(join(LOAD, file), { execArgv: [] })
  bench.atEnd(() => child.kill('SIGKILL'))
  return new Promise((resolve, reject) => {
    child.once('message', (answer: { result?: Result; error?: string }) => {
      if (answer.result === undefined) reject(new Error(`${file}: ${answer.error ?? 'no answer'}`))
      else resolve(answer.result)
    })
    child.once('exit', code => reject(new Error(`${file} ended with ${String(code)}`)))
    child.send(order)
  })
}

export interface HeldLoad {
  /** Tells it that it is enough; resolves with what it found. */
  end<Result>(): Promise<Result>
}

/** The same for one that goes on until it is told to end; resolves when it says that it is there. */
export async function holdLoad(bench: Bench, file: string, order: object): Promise<HeldLoad> {
  const child = fork(join(LOAD, file), { execArgv: [] })
  bench.atEnd(() => child.kill('SIGKILL'))
  const failed = new Promise<never>((_, reject) => {
    child.once('exit', code => reject(new Error(`${file} ended with ${String(code)}`)))
    child.on('message', ({ error }: { error?: string }) => {
      if (error !== undefined) reject(new Error(`${file}: ${error}`))
    })
  })
  failed.catch(() => undefined)
  child.send(order)
  await Promise.race([once(child, 'message'), failed])
  return {
    end: async <Result>() => {
      const answered = once(child, 'message') as Promise<[{ result: Result }]>
      child.send('enough')
      const [{ result }] = await Promise.race([answered, failed])
      return result
    },
  }
}

/** Presses HTTP and throws where anything was refused: a refusal is quick and would look like speed. */
export async function pressHttp(bench: Bench, load: HttpLoad): Promise<HttpResult> {
  const result = await runLoad<HttpResult>(bench, 'http-load.ts', load)
  if (result.refused > 0)
    throw new Error(`${result.refused} refused by ${load.url}${load.path}, the first: ${result.firstRefusal}`)
  return result
}
