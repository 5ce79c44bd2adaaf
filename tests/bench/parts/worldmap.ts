import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bench } from './benchmark.ts'
import { healthy, start, type Child } from './children.ts'
import { installPeer } from './peers.ts'
import { freePort } from '../../harness/free-port.ts'

const PACKAGES = { 'node-red': '5.0.7', 'node-red-contrib-web-worldmap': '5.8.1' } as const
const START_WITHIN_MS = 60_000

/** `default`: every position its own message. `tuned`: what came in during 50 ms goes out as one array. */
export type MapMode = 'default' | 'tuned'

const functions: Readonly<Record<MapMode, { readonly func: string; readonly initialize: string }>> = {
  default: { func: 'return [msg.payload.map(payload => ({ payload }))]', initialize: '' },
  tuned: {
    func: 'context.get("waiting").push(...msg.payload); return null',
    initialize: `context.set('waiting', [])
      setInterval(() => {
        const payload = context.get('waiting')
        if (payload.length === 0) return
        context.set('waiting', [])
        node.send({ payload })
      }, 50)`,
  },
}

function flowsOf(mode: MapMode): object[] {
  const at = { z: 'flow', x: 0, y: 0 }
  return [
    { id: 'flow', type: 'tab', label: 'bench' },
    { ...at, id: 'in', type: 'http in', url: '/positions', method: 'post', wires: [['answer', 'each']] },
    { ...at, id: 'answer', type: 'http response', statusCode: '200', wires: [] },
    {
      ...at,
      id: 'each',
      type: 'function',
      outputs: 1,
      ...functions[mode],
      finalize: '',
      libs: [],
      wires: [['map']],
    },
    {
      ...at,
      id: 'map',
      type: 'worldmap',
      path: '/worldmap',
      lat: '31',
      lon: '104',
      zoom: '12',
      maxage: '',
      wires: [],
    },
  ]
}

export function installWorldmap(): ReturnType<typeof installPeer> {
  return installPeer('Node-RED with worldmap', PACKAGES)
}

export interface Worldmap {
  readonly url: string
  readonly version: string
  readonly child: Child
}

/** Node-RED with a flow that takes positions over HTTP and shows them; answers why where it is not there. */
export async function startWorldmap(bench: Bench, mode: MapMode): Promise<Worldmap | string> {
  const peer = await installWorldmap()
  if (peer.kind === 'missing') return peer.why
  const port = await freePort()
  const userDir = join(bench.folder, `node-red-${mode}`)
  await mkdir(userDir)
  await writeFile(join(userDir, 'flows.json'), JSON.stringify(flowsOf(mode)))
  const settings = {
    uiPort: port,
    uiHost: '127.0.0.1',
    userDir,
    flowFile: 'flows.json',
    nodesDir: join(peer.folder, 'node_modules/node-red-contrib-web-worldmap'),
    disableEditor: true,
    httpAdminRoot: false,
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    apiMaxLength: '20mb',
    functionExternalModules: false,
    logging: { console: { level: 'warn', metrics: false, audit: false } },
  }
  await writeFile(join(userDir, 'settings.js'), `module.exports = ${JSON.stringify(settings)}`)
  const program = join(peer.folder, 'node_modules/node-red/red.js')
  const child = start(process.execPath, [program, '--settings', join(userDir, 'settings.js')], {
    cwd: userDir,
  })
  bench.atEnd(() => child.stop())
  const url = `http://127.0.0.1:${port}`
  try {
    await healthy(`${url}/worldmap/`, child, START_WITHIN_MS)
  } catch (error) {
    return `Node-RED did not start: ${String(error).slice(0, 400)}`
  }
  return { url, version: peer.version, child }
}
