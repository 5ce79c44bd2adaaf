import { expect, test } from 'vitest'
import { paths, read, testFiles } from './sources.ts'

const specs = paths.filter(path => /^tests\/spec\/.*\.md$/.test(path))
const rules = specs.flatMap(path =>
  [...read(path).matchAll(/^- ([A-Z]{1,4}-\d+)\b/gm)].map(found => ({ id: found[1]!, path })),
)
/** Of the names of tests: a text right behind a bracket that begins with ids, and those ids. */
const named = testFiles.flatMap(path =>
  [...read(path).matchAll(/\(\s*['"`]((?:[A-Z]{1,4}-\d+[ ,]+)+)/g)].flatMap(found =>
    [...found[1]!.matchAll(/[A-Z]{1,4}-\d+/g)].map(id => ({ id: id[0], path })),
  ),
)

test('RE-1 every rule stands once', () => {
  const twice = rules.filter(({ id }) => rules.filter(other => other.id === id).length > 1)

  expect(rules.length).toBeGreaterThan(250)
  expect(twice).toEqual([])
})

test('RE-1 every rule is carried by a test', () => {
  const carried = new Set(named.map(({ id }) => id))

  expect(rules.filter(({ id }) => !carried.has(id))).toEqual([])
})

test('RE-1 every number a test carries is a rule', () => {
  const known = new Set(rules.map(({ id }) => id))

  expect(named.filter(({ id }) => !known.has(id))).toEqual([])
})
