import { expect, test } from 'vitest'
import { messages as english } from '../../client/src/messages/en/refusals.ts'
import { keysOf } from '../../client/src/messages/shape.ts'
import { messages as chinese } from '../../client/src/messages/zh-CN/refusals.ts'
import { refusalClassOf } from '../../server/src/refusal-classes.ts'
import { paths, read, sources, withoutComments } from './sources.ts'

/** Every list of refusals that `shared/` exports, found by its name, so that a new one cannot be forgotten. */
async function listed(): Promise<readonly string[]> {
  const files = paths.filter(path => /^shared\/src\/[^/]+(?<!\.test)\.ts$/.test(path))
  const modules = await Promise.all(
    files.map(path => {
      const address = new URL(`../../${path}`, import.meta.url).href
      return import(/* @vite-ignore */ address) as Promise<Record<string, unknown>>
    }),
  )
  const lists = modules.flatMap(module =>
    Object.entries(module).filter(([name]) => name.endsWith('Refusals')),
  )
  expect(lists.length).toBeGreaterThan(10)
  return [...new Set(lists.flatMap(([, list]) => Object.keys(list as object)))]
}

test('D-8 RE-2 every refusal has its HTTP class and a sentence in both languages', async () => {
  const codes = await listed()
  const [inChinese, inEnglish] = [new Set(keysOf(chinese)), new Set(keysOf(english))]

  expect(codes.filter(code => refusalClassOf(code) === undefined)).toEqual([])
  expect(codes.filter(code => !inChinese.has(code) || !inEnglish.has(code))).toEqual([])
})

test('RE-2 every code the sources give is listed', async () => {
  const codes = new Set(await listed())
  const given = sources
    .filter(path => /^(server|shared)\//.test(path))
    .flatMap(path =>
      [...withoutComments(read(path)).matchAll(/\brefuse\(\s*'([^']+)'/g)].map(found => found[1]!),
    )

  expect(given.length).toBeGreaterThan(100)
  expect(given.filter(code => !codes.has(code))).toEqual([])
})
