import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** Paths of the repository from its top: what is tracked, and what is new and not ignored. */
export const paths: readonly string[] = [
  ...new Set(
    execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
    }).split('\0'),
  ),
].filter(path => path !== '' && existsHere(path))

function existsHere(path: string): boolean {
  try {
    readFileSync(join(root, path))
    return true
  } catch {
    return false
  }
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

export const testFiles = paths.filter(path => path.endsWith('.test.ts'))

/** What a program runs: no tests, nothing built. */
export const sources = paths.filter(
  path => /^(client|server|shared)\/.*\.(ts|vue)$/.test(path) && !path.endsWith('.test.ts'),
)

export function withoutComments(code: string): string {
  return code
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
    .replace(/<!--[\s\S]*?-->/g, '')
}
