import { expect, test } from 'vitest'
import { docsPageOf } from './api-docs.ts'
import { slices } from './app.ts'
import { openApiOf } from './openapi.ts'

const page = docsPageOf(openApiOf(slices))

test('API-1 every command and query stands on the page with its permission', () => {
  for (const slice of slices)
    for (const { contract } of [...slice.commands, ...slice.queries]) {
      expect(page).toContain(`id="${contract.name}"`)
    }
  expect(page).toContain('Permission: audit.read')
})

test('API-2 the page asks nobody for anything and runs nothing', () => {
  expect(page).not.toMatch(/<script|<link|<img|src=|url\(|https?:\/\//)
})

test('API-2 text of the document is text on the page', () => {
  const operation = {
    operationId: 'x',
    tags: ['t'],
    summary: '<b onclick=x>',
    description: '"\'&',
    responses: {},
  }
  const shown = docsPageOf({ info: { title: 'T', version: '1' }, paths: { '/x': { post: operation } } })

  expect(shown).toContain('&lt;b onclick=x&gt;')
  expect(shown).toContain('&quot;&#39;&amp;')
})
