import { openHub, type Hub } from './hub.ts'
import type { FromGateway, ToGateway } from './words.ts'

/**
 * The camera gateway: a process of its own, so that no camera and no browser can hold up dispatch. It hears the server
 * over the channel it was forked with and ends when that channel does.
 */
const HEALTH_EVERY_MS = 1_000

let hub: Hub | undefined
let lastHealth = ''

function tell(message: FromGateway): void {
  if (process.connected) process.send?.(message)
}

async function hear(message: ToGateway): Promise<void> {
  if (message.say === 'settings') {
    hub?.closeAll()
    hub = openHub(message.settings, session => tell({ say: 'closed', session }))
    tell({ say: 'ready' })
    return
  }
  if (hub === undefined) return
  if (message.say === 'close') hub.close(message.session)
  else if (message.say === 'forget') hub.forget(message.camera)
  else {
    const { call, session, source, sdp } = message
    const answer = await hub.offer(session, source, sdp)
    tell(
      'sdp' in answer
        ? { say: 'answer', call, sdp: answer.sdp }
        : { say: 'no-answer', call, fault: answer.fault },
    )
  }
}

process.on('message', message => void hear(message as ToGateway))
process.on('disconnect', () => {
  hub?.closeAll()
  process.exit(0)
})
setInterval(() => {
  const streams = hub?.health() ?? []
  const text = JSON.stringify(streams)
  if (text === lastHealth) return
  lastHealth = text
  tell({ say: 'health', streams })
}, HEALTH_EVERY_MS)
