import type { AnswerOf, CommandContract, Entity, ParamsOf, QueryContract } from '@one-centre/shared/contract'
import type { Id } from '@one-centre/shared/ids'
import type { Grid, Organisation } from '@one-centre/shared/organisations'
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { EntityKind } from '../../kernel/entities.ts'
import { useLive } from '../../kernel/live.ts'
import { refusalText } from '../../messages/refusal-text.ts'
import { runQuery } from '../../kernel/queries.ts'
export { townshipsWith } from './view.ts'

const organisationKind: EntityKind<Organisation> = { name: 'organisation' }
const gridKind: EntityKind<Grid> = { name: 'grid' }

export interface Organisations {
  /** Every body in sight that is in use. */
  readonly all: ComputedRef<readonly Organisation[]>
  readonly grids: ComputedRef<readonly Grid[]>
  readonly find: (id: Id<'organisation'> | null) => Organisation | undefined
  /** The short name; the id's first letters where the body is out of sight. */
  readonly nameOf: (id: Id<'organisation'> | null) => string
  readonly grid: (id: Id<'grid'>) => Grid | undefined
}

/** Bodies and grids as the replica knows them. */
export function useOrganisations(): Organisations {
  const { replica } = useLive()
  const find: Organisations['find'] = id => (id === null ? undefined : replica.find(organisationKind, id))
  return {
    all: computed(() => replica.all(organisationKind).filter(one => !one.retired)),
    grids: computed(() => replica.all(gridKind)),
    find,
    nameOf: id => find(id)?.shortName ?? id?.slice(0, 8) ?? '',
    grid: id => replica.find(gridKind, id),
  }
}

export interface Orders {
  /** Whether an order or a question is under way. */
  readonly busy: Ref<boolean>
  /** Why the last one failed, in words; empty where it did not. */
  readonly problem: Ref<string>
  /** Undefined where it was refused: `problem` says why. */
  readonly give: <Contract extends CommandContract>(
    contract: Contract,
    order: { readonly township: Id<'organisation'>; readonly params: ParamsOf<Contract> },
  ) => Promise<AnswerOf<Contract> | undefined>
  readonly ask: <Contract extends QueryContract>(
    contract: Contract,
    question: { readonly township: Id<'organisation'>; readonly params: ParamsOf<Contract> },
  ) => Promise<AnswerOf<Contract> | undefined>
}

/** Orders and questions of one form, with their refusals in words. */
export function useOrders(): Orders {
  const { commands, http } = useLive()
  const { t } = useI18n()
  const busy = ref(false)
  const problem = ref('')
  return {
    busy,
    problem,
    give: async (contract, order) => {
      busy.value = true
      problem.value = ''
      const sent = commands.send(contract, { ...order, queue: contract.name, marks: [] })
      const result = await sent.result
      busy.value = false
      if (result.kind === 'done') return result.answer
      problem.value = result.kind === 'refused' ? refusalText(result.refusal) : t('admin.discarded')
      return undefined
    },
    ask: async (contract, question) => {
      busy.value = true
      problem.value = ''
      const result = await runQuery(http, contract, question)
      busy.value = false
      if (result.kind === 'answered') return result.answer
      if (result.kind === 'refused') problem.value = refusalText(result.refusal)
      else problem.value = result.kind === 'busy' ? refusalText(result) : t('admin.unreachable')
      return undefined
    },
  }
}

/** One stream's entities, those out of use included. */
export function useStream<E extends Entity>(
  kind: EntityKind<E>,
  township: () => Id<'organisation'>,
): ComputedRef<readonly E[]> {
  const { replica } = useLive()
  return computed(() => replica.list(kind, township()))
}
