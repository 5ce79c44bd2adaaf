import { DEMO_CAMERA_USER, demoCameraPassword } from './account.ts'
import { startRtspServer } from './rtsp-server.ts'
import { readScenes } from './scenes.ts'

/** The demonstration's own cameras in a process of their own: `main.ts <seed> <port>`. Tells its port to whoever forked it. */
const [seed = '0', port = '0'] = process.argv.slice(2)
const server = await startRtspServer({
  port: Number(port),
  userName: DEMO_CAMERA_USER,
  password: demoCameraPassword(Number(seed)),
  scenes: readScenes(),
})
process.send?.(server.port)
process.on('disconnect', () => process.exit(0))
