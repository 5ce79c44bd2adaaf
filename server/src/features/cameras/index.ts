import type { Slice } from '../../kernel/handler.ts'
import { cameraCommands, cameraQueries } from './commands.ts'
import { importCommands, importQueries } from './imports.ts'
import { cameraKind, viewingKind } from './kinds.ts'
import { registerQueries } from './register.ts'
import { viewingCommands, viewingQueries } from './viewings.ts'
import type { Networks } from '../../platform/networks.ts'

export { cameraKind } from './kinds.ts'
export { findViewing, tokenKey } from './register-store.ts'
export { findWay } from './store.ts'
export { readToken } from './tokens.ts'

/** Cameras: where they are, what they see, who may look. `networks` says which addresses the server may call. */
export function camerasSlice(networks: Networks): Slice {
  return {
    name: 'cameras',
    kinds: [cameraKind, viewingKind],
    commands: [...cameraCommands(networks), ...importCommands(networks), ...viewingCommands],
    queries: [...cameraQueries, ...importQueries(networks), ...viewingQueries, ...registerQueries],
    reactions: [],
  }
}
