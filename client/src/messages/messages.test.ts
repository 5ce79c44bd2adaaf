import { expect, test } from 'vitest'
import { textsOf } from './areas.ts'
import { keysOf, placeholdersOf, type MessageTree } from './shape.ts'

const chinese = textsOf('zh-CN')
const english = textsOf('en')

const sources = import.meta.glob<string>('../**/*.{vue,ts}', {
  query: '?raw',
  eager: true,
  import: 'default',
})

function textAt(tree: MessageTree, key: string): string {
  let branch: MessageTree | string | undefined = tree
  for (const part of key.split('.')) branch = typeof branch === 'object' ? branch[part] : undefined
  return typeof branch === 'string' ? branch : ''
}

test('U-1 both languages hold the same keys, none of them empty', () => {
  expect(keysOf(english)).toEqual(expect.arrayContaining([...keysOf(chinese)]))
  expect(keysOf(english)).toHaveLength(keysOf(chinese).length)
  for (const key of keysOf(chinese)) {
    expect(textAt(chinese, key), `zh-CN ${key}`).not.toBe('')
    expect(textAt(english, key), `en ${key}`).not.toBe('')
  }
})

test('U-1 both languages fill the same placeholders', () => {
  for (const key of keysOf(chinese)) {
    expect(placeholdersOf(textAt(english, key)), key).toEqual(placeholdersOf(textAt(chinese, key)))
  }
})

test('U-2 every literal message key in the sources exists', () => {
  const known = new Set(keysOf(chinese))
  const used = Object.entries(sources)
    .filter(([path]) => !path.endsWith('.test.ts'))
    .flatMap(([path, code]) =>
      [...code.matchAll(/\b(?:t|text)\('([\w.-]+\.[\w.-]+)'/g)].map(found => `${found[1]} in ${path}`),
    )

  expect(used.length).toBeGreaterThan(20)
  expect(used.filter(use => !known.has(use.split(' ')[0] ?? ''))).toEqual([])
})

test('U-2 no Chinese text outside the message files', () => {
  const offenders = Object.entries(sources)
    .filter(([path]) => !path.endsWith('.test.ts') && !path.startsWith('./'))
    .filter(([, code]) => /[\u4e00-\u9fff]/.test(withoutComments(code)))
    .map(([path]) => path)

  expect(offenders).toEqual([])
})

function withoutComments(code: string): string {
  return code
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
    .replace(/<!--[\s\S]*?-->/g, '')
}
