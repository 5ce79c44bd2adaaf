import type { NetworkInterfaceInfo } from 'node:os'
import type { Config } from './config.ts'
import type { FirstAdmin } from './empty-county.ts'

type Interfaces = Readonly<
  Record<string, readonly Pick<NetworkInterfaceInfo, 'address' | 'family' | 'internal'>[] | undefined>
>

export interface Greeting {
  /** As the server listens on this machine. */
  readonly address: string
  readonly config: Pick<Config, 'host' | 'trustedProxies'>
  readonly interfaces: Interfaces
  readonly demo: boolean
}

const EVERYWHERE = ['0.0.0.0', '::']

/** Where browsers find the server: on every interface by each address other machines can use (P-71). */
export function addressesOf({ address, config, interfaces }: Greeting): readonly string[] {
  if (!EVERYWHERE.includes(config.host)) return [address]
  const { port } = new URL(address)
  const outward = Object.values(interfaces)
    .flatMap(one => one ?? [])
    .filter(one => !one.internal && one.family === 'IPv4')
    .map(one => `http://${one.address}:${port}`)
  return [address, ...new Set(outward)]
}

/** What the terminal says once the doors are open. */
export function greetingOf(greeting: Greeting): string {
  const { config, demo } = greeting
  const addresses = addressesOf(greeting)
  const lines = [
    '',
    ...addresses.map((one, at) => `  ${at === 0 ? 'One Centre 一中心' : '                '}  ${one}`),
    '',
  ]
  if (addresses.some(one => !isLoopback(one)) && config.trustedProxies.length === 0) {
    lines.push(
      '  Over plain HTTP passwords travel in clear and phones give no position and no camera beyond this machine:',
      '  put HTTPS in front, see "Phones and HTTPS" in docs/running.md.',
    )
  }
  if (demo) lines.push('  演示 demo county: choose a role on the first page. Nothing here is real.')
  return `${lines.join('\n')}\n\n`
}

export function oneTimePasswordWords(account: FirstAdmin): string {
  return `
  Sign in as "${account.signInName}" with the one-time password ${account.oneTimePassword}
  It is shown only now and must be changed at the first sign-in.
`
}

const isLoopback = (address: string): boolean =>
  /^(127\.|localhost$|\[::1\]$)/.test(new URL(address).hostname)
