import type { AnswerOf, CommandContract, ParamsOf } from '@one-centre/shared/contract'
import { newId, type Id } from '@one-centre/shared/ids'
import { ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLive } from '../../kernel/live.ts'
import { refusalText } from '../../messages/refusal-text.ts'

export interface DirectOrders {
  readonly busy: Ref<boolean>
  /** Why the last one failed, in words; empty where it did not. */
  readonly problem: Ref<string>
  readonly give: <Contract extends CommandContract>(
    contract: Contract,
    order: { readonly township: Id<'organisation'>; readonly params: ParamsOf<Contract> },
  ) => Promise<AnswerOf<Contract> | undefined>
}

/**
 * Orders that are sent at once or not at all: the outbox would keep a password on the device (CA-6), and nobody wants
 * to look through a camera later.
 */
export function useDirectOrders(): DirectOrders {
  const { http } = useLive()
  const { t } = useI18n()
  const busy = ref(false)
  const problem = ref('')
  return {
    busy,
    problem,
    give: async <Contract extends CommandContract>(
      contract: Contract,
      { township, params }: { readonly township: Id<'organisation'>; readonly params: ParamsOf<Contract> },
    ) => {
      busy.value = true
      problem.value = ''
      const result = await http.ask<{ readonly answer: AnswerOf<Contract> }>({
        method: 'POST',
        path: `/api/commands/${contract.name}`,
        body: { commandId: newId<'command'>(), township, params },
      })
      busy.value = false
      if (result.kind === 'answered') return result.body.answer
      const said = result.kind === 'refused' || result.kind === 'signed-out'
      problem.value = said ? refusalText(result.refusal) : t('admin.unreachable')
      return undefined
    },
  }
}
