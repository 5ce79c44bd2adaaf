import type { ParamsOf } from '@one-centre/shared/contract'
import type { Id } from '@one-centre/shared/ids'
import { submitReport } from '@one-centre/shared/reports'
import type { Task } from '@one-centre/shared/tasks'
import { watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLive } from '../../kernel/live.ts'
import { keepReportAgain, type FieldActs } from './field-acts.ts'
import { finishDraft, receiptsOwed } from './field-view.ts'

const HANDED_IN = '/handed-in'

/** Sends the receipts nobody has to think of (U-54). */
export function useReceipts(
  acts: FieldActs,
  list: Readonly<Ref<readonly Task[]>>,
  openedId: Readonly<Ref<Id<'task'> | undefined>>,
): void {
  // A receipt once refused (the task was recalled meanwhile) is not sent again.
  const acknowledged = new Set<string>()
  watch(
    () => receiptsOwed(list.value, openedId.value),
    owed => {
      for (const receipt of owed) {
        const key = `${receipt.task.id}/${receipt.receipt}`
        if (acknowledged.has(key)) continue
        acknowledged.add(key)
        acts.acknowledge(receipt)
      }
    },
    { immediate: true },
  )
}

/** Takes back, unsent, what needs a photo the server will not have, and says why (FD-12). */
export function useRefusedPhotos(acts: FieldActs, owner: string): void {
  const { uploads, commands, store, clock } = useLive()
  const { t } = useI18n()
  const told = new Set<string>()
  watch(
    () => uploads.refused.value,
    refused => {
      for (const file of refused) {
        if (file.handedIn) uploads.giveBack(file.sha256, file.purpose.replace(HANDED_IN, ''))
        for (const { order } of commands.pending.value) {
          if (!order.files.includes(file.sha256)) continue
          commands.discard(order.commandId)
          if (order.name === submitReport.name) {
            const params = order.params as unknown as ParamsOf<typeof submitReport>
            void keepReportAgain(store, owner, params, clock.now())
          }
        }
        if (told.has(file.sha256) || file.state.kind !== 'refused') continue
        told.add(file.sha256)
        acts.notify({ what: t('field.photo.title'), why: file.state.code })
      }
    },
    { immediate: true },
  )
}

/** What the server has needs no keeping here. */
export function useTidying(tasks: Readonly<Ref<readonly Task[]>>, owner: string): void {
  const { uploads, store } = useLive()
  watch(
    () => tasks.value.filter(task => task.times.done !== null || task.endedAt !== null).map(({ id }) => id),
    over => {
      for (const id of over) {
        uploads.handIn(id)
        void store.then(kept => kept.remove('drafts', finishDraft(owner, id)).catch(() => undefined))
      }
    },
    { immediate: true },
  )
}
