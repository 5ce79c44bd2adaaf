import { expect, test } from 'vitest'
import { oldestChrome } from '../../client/oldest-browser.ts'
import { paths, read } from './sources.ts'

/** As the guide says, and the tools' own settings. */
const allowed = [
  'client',
  'server',
  'shared',
  'tests',
  'docs',
  '.ci',
  'docker-compose.yml',
  'package.json',
  'package-lock.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
]
const settings =
  /^(tsconfig[.\w]*\.json|\.\w+ignore|\.prettierrc\.json|\.dependency-cruiser\.cjs|knip\.json|(eslint|vitest[.\w]*)\.config\.[jt]s)$/

const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> }

test('RE-5 the top of the repository holds what the guide allows', () => {
  const top = [...new Set(paths.map(path => path.split('/')[0]!))]

  expect(top.filter(name => !allowed.includes(name) && !settings.test(name))).toEqual([])
  expect(allowed.filter(name => !top.includes(name))).toEqual([])
})

test('RE-6 every script the documents name exists', () => {
  const documents = paths.filter(path => path.endsWith('.md') && !path.startsWith('tests/spec/'))
  const named = documents.flatMap(path =>
    [...read(path).matchAll(/`npm (?:run )?(?:--silent )?([a-z][\w:-]*)/g)].map(found => found[1]!),
  )

  expect(named.length).toBeGreaterThan(5)
  expect(named.filter(name => !['ci', 'i', 'install'].includes(name) && !(name in scripts))).toEqual([])
})

test('RE-6 a newcomer finds every script in the README', () => {
  const readme = read('README.md')
  const inside = (name: string): boolean => name.includes(':') && name.split(':')[0]! in scripts

  expect(
    Object.keys(scripts).filter(
      name => !inside(name) && !readme.includes(`npm run ${name}`) && !readme.includes(`npm ${name}`),
    ),
  ).toEqual([])
})

test('RE-7 FD-30 the oldest browser is named alike wherever a tool reads it', () => {
  const named = `chrome ${oldestChrome}`

  expect(read('eslint.config.js')).toContain(`'${named}'`)
  expect(scripts['check:browsers']).toContain(`--browserslistQuery="${named}"`)
  expect(read('client/vite.config.ts')).toContain('oldestChrome')
  expect(read('.ci/run')).toContain('npm run --silent check:browsers')
})
