import { expect, test } from 'vitest'
import { takeLinkToken, wallLink } from './link-token.ts'

function opened(hash: string): { token: string | undefined; addresses: string[] } {
  const addresses: string[] = []
  const token = takeLinkToken({
    location: { hash, pathname: '/wall', search: '?scene=flood' },
    history: { replaceState: (_state, _title, url) => addresses.push(url) },
  })
  return { token, addresses }
}

test('TO-4 the token leaves the address as it is read', () => {
  const secret = `oc_${'x'.repeat(43)}`

  expect(wallLink('https://centre.example', secret)).toBe(`https://centre.example/wall#token=${secret}`)
  expect(opened(`#token=${secret}`)).toEqual({ token: secret, addresses: ['/wall?scene=flood'] })
})

test('TO-4 another fragment is left alone', () => {
  expect(opened('#map=1/2/3')).toEqual({ token: undefined, addresses: [] })
})
