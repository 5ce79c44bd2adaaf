import { connect } from 'node:net'

/**
 * The address of a Redis the tests may use: `REDIS_URL`, else the usual port of this machine; null where none answers.
 * Where `REDIS_URL` names one it must answer, so that a run against real services cannot skip them unseen.
 */
export async function redisForTests(): Promise<string | null> {
  const given = process.env['REDIS_URL']
  const url = new URL(given ?? 'redis://127.0.0.1:6379')
  if (await answers(url.hostname, Number(url.port || 6379))) return url.href
  if (given !== undefined) throw new Error(`no Redis answers at REDIS_URL ${given}`)
  return null
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: 1_000 })
    const settle = (found: boolean) => () => {
      socket.destroy()
      resolve(found)
    }
    socket.on('connect', settle(true)).on('error', settle(false)).on('timeout', settle(false))
  })
}
