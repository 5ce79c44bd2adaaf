import type { Slice } from '../../kernel/handler.ts'
import { matterCommands, matterQueries } from './commands.ts'
import { matterKind } from './kinds.ts'

export { matterKind } from './kinds.ts'
export { mattersInForce } from './rules.ts'

export const matters: Slice = {
  name: 'matters',
  kinds: [matterKind],
  commands: matterCommands,
  queries: matterQueries,
  reactions: [],
}
