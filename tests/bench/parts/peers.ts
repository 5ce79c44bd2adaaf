import { access, mkdir, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { output } from './children.ts'

const INSTALL_WITHIN_MS = 180_000

export type Peer =
  | { readonly kind: 'there'; readonly folder: string; readonly version: string }
  | { readonly kind: 'missing'; readonly why: string }

/**
 * A product of others, installed by npm in the exact versions named, in a folder for temporary files that
 * later runs find again. It never becomes a dependency of ours.
 */
export async function installPeer(name: string, packages: Readonly<Record<string, string>>): Promise<Peer> {
  const version = Object.entries(packages)
    .map(([each, number]) => `${each} ${number}`)
    .join(' + ')
  const slug = version.replaceAll(/[^a-z0-9.]+/gi, '-')
  const folder = join(tmpdir(), 'one-centre-bench-peers', slug)
  if (await exists(folder)) return { kind: 'there', folder, version }
  const making = `${folder}.making-${process.pid}`
  await mkdir(making, { recursive: true })
  await writeFile(join(making, 'package.json'), JSON.stringify({ private: true, dependencies: packages }))
  try {
    await output('npm', ['install', '--no-audit', '--no-fund', '--omit=dev', '--prefer-offline'], {
      cwd: making,
      withinMs: INSTALL_WITHIN_MS,
    })
    await rename(making, folder)
    return { kind: 'there', folder, version }
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return { kind: 'missing', why: `${name} could not be installed: ${why.slice(0, 160)}` }
  }
}

/** Where a program of the system lies, or undefined. */
export async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(':')) {
    const path = join(folder, name)
    if (await exists(path)) return path
  }
  return undefined
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
