import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

/** Debian's Chromium; CHROMIUM names another. */
export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Whether journeys can be driven here. In CI a missing browser is a failure, elsewhere a named skip. */
export const hasChromium = existsSync(CHROMIUM)
if (!hasChromium && process.env['CI'] === 'true')
  throw new Error(`CI needs ${CHROMIUM}: apt-get install -y chromium fonts-noto-cjk`)

const launch = {
  executablePath: CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
}

/** Without a GPU, and without asking anybody outside. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch(launch)
}

/** The same browser as a process of its own that can be watched; it ends with us, however we end. */
export async function startChromium(): Promise<{ browser: Browser; pid: number; stop(): Promise<void> }> {
  const server = await chromium.launchServer(launch)
  const browser = await chromium.connect(server.wsEndpoint())
  return { browser, pid: server.process().pid!, stop: () => server.close() }
}
