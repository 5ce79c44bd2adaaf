import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../../server/src/config.ts'

interface Service {
  readonly image?: string
  readonly build?: { readonly dockerfile_inline: string }
  readonly command?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly configs?: readonly { readonly source: string; readonly target: string }[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test: readonly string[] }
}

const root = join(import.meta.dirname, '../..')
const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
  readonly configs: Readonly<Record<string, { readonly content: string }>>
}
const services = Object.entries(compose.services)
const servers = services.filter(([name]) => name.startsWith('server-'))

/** As `docker compose` does it: a setting without a value is the operator's to give. */
const filledIn = (value: string): string =>
  value.replace(/\$\{(\w+)(?::[-?][^}]*)?\}/g, (_whole, name: string) =>
    name === 'POSTGRES_PASSWORD' ? 'secret' : '',
  )

test('P-63 the composition has two servers, their services and one published door', () => {
  expect(services.map(([name]) => name).sort()).toEqual(
    ['media', 'mosquitto', 'postgres', 'proxy', 'redis', 'server-1', 'server-2'].sort(),
  )
  expect(services.filter(([, service]) => service.ports !== undefined).map(([name]) => name)).toEqual([
    'proxy',
  ])
  for (const [name, service] of services) expect(service.image, name).toBeTypeOf('string')
})

test('P-63 every named volume and every service waited for exists', () => {
  for (const [name, service] of services) {
    for (const volume of service.volumes ?? [])
      expect(compose.volumes, name).toHaveProperty(volume.split(':')[0]!)
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(compose.services, `${name} waits for ${other}`).toHaveProperty(other)
      if (condition === 'service_healthy') expect(compose.services[other]?.healthcheck, other).toBeDefined()
    }
  }
})

test('P-63 the servers start with these settings and reach the other services by their names', () => {
  expect(servers).toHaveLength(2)
  for (const [, server] of servers) {
    const environment = Object.fromEntries(
      Object.entries(server.environment ?? {}).map(([name, value]) => [name, filledIn(value)]),
    )
    const config = readConfig(environment, ['--empty'])

    for (const name of Object.keys(environment)) {
      expect(readFileSync(join(root, 'server/src/config.ts'), 'utf8')).toContain(`'${name}'`)
    }
    expect(compose.services).toHaveProperty(new URL(config.databaseUrl!).hostname)
    expect(compose.services).toHaveProperty(new URL(config.redisUrl!).hostname)
    expect(config.host).toBe('0.0.0.0')
  }
})

test('P-63 the proxy speaks HTTPS for the named site and hands on to both servers', () => {
  const proxy = compose.services['proxy']!
  const mounted = proxy.configs!.map(
    ({ source, target }) => [target, compose.configs[source]!.content] as const,
  )
  const [, caddyfile] = mounted.find(([target]) => target === '/etc/caddy/Caddyfile')!

  expect(proxy.ports).toEqual(['80:80', '443:443'])
  expect(caddyfile).toContain('tls ${TLS:-internal}')
  const [, named] = /reverse_proxy (.+)/.exec(caddyfile)!
  expect(named!.split(' ')).toEqual(servers.map(([name]) => `${name}:8080`))
})

test('P-63 the image runs scripts and files that exist, on the Node the tests run on', () => {
  const [, server] = servers[0]!
  const steps = server.build!.dockerfile_inline
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>
  }

  for (const [, script] of steps.matchAll(/npm run (\S+)/g)) expect(scripts).toHaveProperty(script!)
  const [, main] = /CMD \["node", "([^"]+)"/.exec(steps)!
  expect(readFileSync(join(root, main!), 'utf8')).toContain('readConfig')
  expect(steps).toContain(`FROM node:${process.versions.node.split('.')[0]}-`)
})
