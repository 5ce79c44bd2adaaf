import type { Slice } from '../../kernel/handler.ts'
import { acknowledge, answer, chase, light, supervise } from './commands.ts'
import { supervisionKind } from './kinds.ts'
import { lightReaction } from './reactions.ts'

export { supervisionKind } from './kinds.ts'

export const supervisionSlice: Slice = {
  name: 'supervision',
  kinds: [supervisionKind],
  commands: [chase, supervise, light, acknowledge, answer],
  queries: [],
  reactions: [lightReaction],
}
