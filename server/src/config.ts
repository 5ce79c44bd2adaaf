import { resolve } from 'node:path'
import { networksOf } from './platform/networks.ts'

export interface Config {
  /** A PostgreSQL of your own; null starts the one that comes with the program. */
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
  readonly dataDir: string
  readonly host: string
  readonly port: number
  /** Where browsers may come from beside this address, for example `https://centre.example.cn`. */
  readonly origins: readonly string[]
  /** Addresses of reverse proxies that may name the client. */
  readonly trustedProxies: readonly string[]
  /** What a new database becomes; one that is there stays what it is. */
  readonly demo: boolean
  readonly demoSeed: number
  /** The sign-in name whose password is reset before the doors open; null resets none. */
  readonly resetPasswordOf: string | null
  /** A JSON file of basemaps; null looks for `basemaps.json` in the data folder. */
  readonly basemapsFile: string | null
  /** Networks in which the server may call cameras, `10.1.0.0/16`; none where it is left out. */
  readonly cameraNetworks: readonly string[]
  /** UDP ports for live video, the first and the last; null takes any. */
  readonly cameraUdpPorts: readonly [number, number] | null
  /** Addresses of this machine as browsers know it, behind an address translation. */
  readonly cameraAddresses: readonly string[]
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
}

function isNetwork(text: string): boolean {
  try {
    networksOf([text])
    return true
  } catch {
    return false
  }
}

export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>

const RESET = /^--reset-password=(.+)$/
const logLevels = ['debug', 'info', 'warn', 'error'] as const

/** The only place that reads the environment. Throws a ConfigError that names every wrong setting and its mend. */
export function readConfig(environment: Environment, flags: readonly string[]): Config {
  const wrong: string[] = []
  const list = (name: string): string[] =>
    (environment[name] ?? '')
      .split(',')
      .map(item => item.trim())
      .filter(item => item !== '')

  const whole = (name: string, otherwise: number, most: number): number => {
    const given = environment[name]
    if (given === undefined || given === '') return otherwise
    const value = Number(given)
    if (!Number.isInteger(value) || value < 0 || value > most) {
      wrong.push(
        `${name} is "${given}": give a whole number from 0 to ${most}, or leave it out for ${otherwise}.`,
      )
      return otherwise
    }
    return value
  }

  const udpPorts = (): readonly [number, number] | null => {
    const given = environment['CAMERA_UDP_PORTS']
    if (given === undefined || given === '') return null
    const [, first, last] = (/^(\d+)-(\d+)$/.exec(given) ?? []).map(Number)
    if (first !== undefined && last !== undefined && first > 0 && first < last && last <= 65_535)
      return [first, last]
    wrong.push(`CAMERA_UDP_PORTS is "${given}": give two ports as 50000-50400, or leave it out for any.`)
    return null
  }

  const url = (name: string, schemes: readonly string[]): string | null => {
    const given = environment[name]
    if (given === undefined || given === '') return null
    const parsed = URL.parse(given)
    if (parsed === null || !schemes.includes(parsed.protocol)) {
      wrong.push(
        `${name} is not an address: write it as ${schemes[0]}//user:password@host:port/name, or leave it out.`,
      )
    }
    return given
  }

  const level = environment['LOG_LEVEL'] ?? 'info'
  const logLevel = logLevels.find(known => known === level)
  if (logLevel === undefined) wrong.push(`LOG_LEVEL is "${level}": use one of ${logLevels.join(', ')}.`)

  for (const flag of flags) {
    if (RESET.test(flag)) continue
    if (flag !== '--empty')
      wrong.push(
        `${flag} is not an option: --empty makes a new database a real county instead of the demo, --reset-password=NAME gives an account a one-time password.`,
      )
  }
  for (const origin of list('ORIGINS')) {
    if (URL.parse(origin)?.origin !== origin)
      wrong.push(`ORIGINS has "${origin}": write scheme and host only, as https://centre.example.cn.`)
  }

  for (const network of list('CAMERA_NETWORKS')) {
    if (!isNetwork(network))
      wrong.push(`CAMERA_NETWORKS has "${network}": write networks as 10.1.0.0/16 or single addresses.`)
  }

  const config: Config = {
    databaseUrl: url('DATABASE_URL', ['postgres:', 'postgresql:']),
    redisUrl: url('REDIS_URL', ['redis:', 'rediss:']),
    dataDir: resolve(environment['DATA_DIR'] ?? 'data'),
    host: environment['HOST'] ?? '127.0.0.1',
    port: whole('PORT', 8080, 65_535),
    origins: list('ORIGINS'),
    trustedProxies: list('TRUSTED_PROXIES'),
    demo: !flags.includes('--empty'),
    resetPasswordOf: flags.map(flag => RESET.exec(flag)?.[1]).find(name => name !== undefined) ?? null,
    demoSeed: whole('DEMO_SEED', 20_261, 2_147_483_647),
    basemapsFile:
      environment['BASEMAPS'] === undefined || environment['BASEMAPS'] === ''
        ? null
        : resolve(environment['BASEMAPS']),
    cameraNetworks: list('CAMERA_NETWORKS'),
    cameraUdpPorts: udpPorts(),
    cameraAddresses: list('CAMERA_ADDRESSES'),
    logLevel: logLevel ?? 'info',
  }
  if (wrong.length > 0) throw new ConfigError(wrong.join('\n'))
  return config
}
