import { expect, test } from 'vitest'
import { authorizationOf, challengeOf } from './rtsp-auth.ts'

const who = { userName: 'Mufasa', password: 'Circle Of Life' }

test('CA-20 Digest as RFC 2617 §3.5 works it out', () => {
  const challenge = challengeOf([
    'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
  ])

  const asking = { method: 'GET', url: '/dir/index.html', count: 1, cnonce: '0a4f113b' }
  expect(authorizationOf(challenge!, who, asking)).toContain('response="6629fae49393a05397450978507c4ef1"')
})

test('CA-20 the stronger digest of RFC 7616 §3.9.1, and it comes before MD5', () => {
  const parts =
    'realm="http-auth@example.org", qop="auth", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"'
  const challenge = challengeOf(['Basic realm="x"', `Digest ${parts}`, `Digest ${parts}, algorithm=SHA-256`])

  const asking = {
    method: 'GET',
    url: '/dir/index.html',
    count: 1,
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  }
  expect(authorizationOf(challenge!, { ...who, password: 'Circle of Life' }, asking)).toContain(
    'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"',
  )
})

test('CA-20 Basic where there is nothing better, and nothing where there is nothing known', () => {
  const basic = challengeOf(['Basic realm="camera"'])

  expect(authorizationOf(basic!, who, { method: 'DESCRIBE', url: 'rtsp://x/', count: 1 })).toBe(
    `Basic ${Buffer.from('Mufasa:Circle Of Life').toString('base64')}`,
  )
  expect(challengeOf(['Digest realm="x", nonce="y", algorithm=SHA-512-256', 'Bearer'])).toBeUndefined()
})
