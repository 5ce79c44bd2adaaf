import { expect, test } from 'vitest'
import { read, sources, withoutComments } from './sources.ts'

/** Words that are data: what people write into the tables and files they exchange, and names as they are. */
const words: Readonly<Record<string, string>> = {
  'server/src/api-docs.ts': 'what the screen calls the token that the worked example asks for',
  'server/src/empty-county.ts': 'the names a new county has until it is given its own',
  'server/src/features/cameras/imports.ts': 'the name of the sheet of cameras',
  'server/src/features/cameras/register.ts': 'headers and cells of the viewing register',
  'server/src/features/cameras/table.ts': 'headers and cells of the table of cameras',
  'server/src/features/clocks/seed.ts': 'the festivals of the published notice',
  'server/src/features/matters/columns.ts': 'headers and cells of the table of matters',
  'server/src/features/matters/commands.ts': 'the name of its sheet',
  'server/src/features/matters/table.ts': 'cells of the table of matters',
  'server/src/features/organisations/commands.ts': 'the name of the sheet of bodies',
  'server/src/features/organisations/table.ts': 'headers and cells of the table of bodies',
  'server/src/features/people/imports.ts': 'the name of the sheet of people',
  'server/src/features/people/table.ts': 'headers and cells of the table of people',
  'server/src/greeting.ts': 'the name of the product, in a terminal',
  'server/src/openapi.ts': 'the name of the product, in its document',
  'shared/src/grid-file.ts': 'property names of grid files',
  'shared/src/tables.ts': 'cells that say yes or no',
}

const summaries = /^\s*summary:.*$|^\s*'[^']*',$/gm

test('RE-3 Chinese stands only where it is data or screen text', () => {
  const holding = sources
    .filter(path => !path.startsWith('client/src/messages/') && !path.startsWith('server/src/demo/'))
    .filter(path => /[\u4e00-\u9fff]/.test(withoutComments(read(path)).replace(summaries, '')))

  expect(holding.filter(path => !(path in words))).toEqual([])
  expect(Object.keys(words).filter(path => !holding.includes(path))).toEqual([])
})
