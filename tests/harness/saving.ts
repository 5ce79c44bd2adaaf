import { Type } from 'typebox'
import { defineCommand, type Entity, record } from '@one-centre/shared/contract'
import { newId, type Id } from '@one-centre/shared/ids'
import { isRefusal } from '@one-centre/shared/refusals'
import { accept, changed, handleCommand, type Slice } from '../../server/src/kernel/handler.ts'
import type { Kernel } from '../../server/src/kernel/kernel.ts'
import type { AnyKind } from '../../server/src/kernel/kinds.ts'

const save = defineCommand({
  name: 'test.save',
  summary: 'Save an entity as it is given',
  permission: 'system.time',
  params: record({ kind: Type.String(), rootId: Type.String(), entity: Type.Unknown() }),
  answer: record({}),
})

/** Puts entities of the lower slices into the journal without their rules, so that a higher slice can be tested alone. */
export function savingSlice(kinds: readonly AnyKind[], alsoSaved: readonly AnyKind[]): Slice {
  const all = [...kinds, ...alsoSaved]
  const kindOf = (name: string): AnyKind => all.find(kind => kind.name === name)!
  return {
    name: 'saving',
    kinds,
    commands: [
      handleCommand({
        contract: save,
        touches: ({ kind, rootId }) => [{ kind: kindOf(kindOf(kind).rootKind), id: rootId, expect: 'any' }],
        decide: ({ params, entities }) => {
          const kind = kindOf(params.kind)
          const entity = params.entity as Entity
          const before: Entity | undefined = entities.find(kind, entity.id)
          const version = before?.version ?? 0
          return accept([changed(kind, `${kind.name}.saved`, { ...entity, version })], {})
        },
      }),
    ],
    queries: [],
    reactions: [],
  }
}

/** Saves through the one door; throws where it is refused. Facts a test does not read may be left out of `entity`. */
export async function saveEntity(kernel: Kernel, kind: AnyKind, entity: object): Promise<void> {
  const { township } = entity as { township: Id<'organisation'> }
  const outcome = await kernel.commands.run(kernel.system, save.name, {
    commandId: newId(),
    township,
    params: { kind: kind.name, rootId: kind.rootId(entity), entity },
  })
  if (isRefusal(outcome)) throw new Error(`${outcome.code} ${JSON.stringify(outcome.detail)}`)
}
