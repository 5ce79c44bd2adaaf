import { expect, test } from 'vitest'
import { read, sources, withoutComments } from './sources.ts'

const statement = /\b(select\b[^;]*\bfrom|insert into|update \w+ (as \w+ )?set|delete from) /
/** Everything an installation holds, seen from above. */
const above = ['server/src/demo/load.ts', 'server/src/installation.ts', 'server/src/verify.ts']
const isBelow = (path: string): boolean => /^server\/src\/(platform|kernel)\//.test(path)
const isStore = (path: string): boolean => /^server\/src\/features\/[^/]+\/(\w+-)?store\.ts$/.test(path)
/** A kind says by a condition which of its rows a snapshot holds. */
const isKinds = (path: string): boolean => /^server\/src\/features\/[^/]+\/kinds\.ts$/.test(path)

test('RE-4 statements stand in stores, the kernel, the platform and the named files', () => {
  const holding = sources.filter(
    path => path.startsWith('server/') && statement.test(withoutComments(read(path))),
  )
  const elsewhere = holding.filter(path => !isBelow(path) && !isStore(path) && !isKinds(path))

  expect(holding.filter(isStore).length).toBeGreaterThan(3)
  expect(elsewhere).toEqual(above)
})
