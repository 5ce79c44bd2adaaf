import { expect, test } from 'vitest'
import { escapeHtml } from './safe-html.ts'

test('U-11 escaped text holds no character that could open a tag, an attribute or an entity', () => {
  const escaped = escapeHtml(`<img src=x onerror="alert('1')">&\``)

  expect(escaped).toBe('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;&#96;')
})

test('U-11 leaves ordinary Chinese text alone', () => {
  expect(escapeHtml('城东菜场 3 号门')).toBe('城东菜场 3 号门')
})
