import { expect, test } from 'vitest'
import { addressesOf, greetingOf, type Greeting } from './greeting.ts'

const greeting = (host: string, address: string, more: Partial<Greeting> = {}): Greeting => ({
  address,
  config: { host, trustedProxies: [] },
  interfaces: {
    lo: [{ address: '127.0.0.1', family: 'IPv4', internal: true }],
    eth0: [
      { address: '192.168.1.10', family: 'IPv4', internal: false },
      { address: 'fe80::1', family: 'IPv6', internal: false },
    ],
  },
  demo: false,
  ...more,
})

test('P-71 a server that listens everywhere names each address other machines can use, and what plain HTTP costs', () => {
  const everywhere = greeting('0.0.0.0', 'http://127.0.0.1:8080')

  expect(addressesOf(everywhere)).toEqual(['http://127.0.0.1:8080', 'http://192.168.1.10:8080'])
  expect(greetingOf(everywhere)).toContain('Phones and HTTPS')
  const behindProxy = { ...everywhere, config: { ...everywhere.config, trustedProxies: ['127.0.0.1'] } }
  expect(greetingOf(behindProxy)).not.toContain('Phones and HTTPS')
})

test('P-71 a server that listens on one address names that one', () => {
  expect(addressesOf(greeting('127.0.0.1', 'http://127.0.0.1:8081'))).toEqual(['http://127.0.0.1:8081'])
  expect(greetingOf(greeting('127.0.0.1', 'http://127.0.0.1:8081'))).not.toContain('HTTPS')
  expect(greetingOf(greeting('192.168.1.10', 'http://192.168.1.10:80'))).toContain('Phones and HTTPS')
})
