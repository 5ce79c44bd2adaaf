import type { Config } from '../../server/src/config.ts'

/** A server of a test: on a free port of this machine, quiet, with what the test says and no demo county. */
export function testConfig(given: Pick<Config, 'databaseUrl' | 'dataDir'> & Partial<Config>): Config {
  return {
    redisUrl: null,
    host: '127.0.0.1',
    port: 0,
    origins: [],
    trustedProxies: [],
    demo: false,
    demoSeed: 1,
    resetPasswordOf: null,
    basemapsFile: null,
    cameraNetworks: [],
    cameraUdpPorts: null,
    cameraAddresses: [],
    logLevel: 'error',
    ...given,
  }
}
