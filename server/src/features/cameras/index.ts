import type { Slice } from '../../kernel/handler.ts'
import { cameraCommands, cameraQueries } from './commands.ts'
import { importCommands, importQueries } from './imports.ts'
import { cameraKind } from './kinds.ts'
import type { Networks } from '../../platform/networks.ts'

export { cameraKind } from './kinds.ts'

/** Cameras: where they are, what they see, who may look. `networks` says which addresses the server may call. */
export function camerasSlice(networks: Networks): Slice {
  return {
    name: 'cameras',
    kinds: [cameraKind],
    commands: [...cameraCommands(networks), ...importCommands(networks)],
    queries: [...cameraQueries, ...importQueries(networks)],
    reactions: [],
  }
}
