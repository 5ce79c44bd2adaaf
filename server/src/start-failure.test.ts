import { createServer } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { failureWords } from './start-failure.ts'

const config = { host: '127.0.0.1', port: 8080, logLevel: 'info' } as const

/** The real error of a port that is taken. */
async function takenPort(): Promise<{ readonly error: unknown; readonly port: number }> {
  const first = createServer().listen(0, '127.0.0.1')
  await once(first, 'listening')
  const { port } = first.address() as { port: number }
  const second = createServer().listen(port, '127.0.0.1')
  const [error] = (await once(second, 'error')) as [unknown]
  first.close()
  return { error, port }
}

test('P-72 a taken port is said with the way out and without a stack', async () => {
  const { error, port } = await takenPort()

  const words = failureWords(error, { ...config, port })

  expect(words).toContain(`port ${port} of 127.0.0.1 is taken`)
  expect(words).toContain(`PORT=${port + 1}`)
  expect(words).not.toMatch(/\n\s+at /)
})

test('P-72 the stack is there for who asks for it', async () => {
  const { error } = await takenPort()

  expect(failureWords(error, { ...config, logLevel: 'debug' })).toMatch(/\n\s+at /)
})

test('P-72 a database that does not answer is named, whichever of its addresses was tried', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED ::1:5432'), { code: 'ECONNREFUSED' })

  expect(failureWords(new AggregateError([refused]), config)).toContain('DATABASE_URL does not answer')
})
