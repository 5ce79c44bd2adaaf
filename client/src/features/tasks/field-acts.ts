import type { Actor } from '@one-centre/shared/access'
import type { CommandContract, ParamsOf } from '@one-centre/shared/contract'
import { newId, type Id } from '@one-centre/shared/ids'
import { writeNote } from '@one-centre/shared/incident-commands'
import { submitReport } from '@one-centre/shared/reports'
import { acknowledgeTask, finishTask } from '@one-centre/shared/task-commands'
import type { Task } from '@one-centre/shared/tasks'
import { toIso } from '@one-centre/shared/time'
import { shallowRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLive } from '../../kernel/live.ts'
import type { CommandResult } from '../../kernel/pending.ts'
import {
  REPORT,
  refusingCommands,
  stepCommands,
  type Receipt,
  type RefusingAction,
  type StepAction,
} from './field-view.ts'

export interface FieldNotice {
  readonly what: string
  /** A refusal's code; undefined where it went well. */
  readonly why: string | undefined
}

export interface FieldActs {
  readonly notices: Readonly<Ref<readonly FieldNotice[]>>
  readonly notify: (notice: FieldNotice) => void
  readonly dismiss: (index: number) => void
  readonly heard: (what: string, result: CommandResult<unknown>) => void
  readonly step: (task: Task, action: StepAction) => Promise<void>
  readonly refuse: (task: Task, action: RefusingAction, reason: string) => Promise<void>
  readonly finish: (task: Task, result: string) => Promise<void>
  readonly acknowledge: (receipt: Receipt) => void
  /** A remark to everyone at work on the incident. */
  readonly say: (task: Task, text: string) => Promise<void>
  readonly report: (township: Id<'organisation'>, params: ParamsOf<typeof submitReport>) => Promise<void>
}

/** All a member can do from the phone, and what became of it. Nothing waits for a network. */
export function useFieldActs(actor: Actor): FieldActs {
  const { commands, clock, uploads, store } = useLive()
  const { t } = useI18n()
  const notices = shallowRef<readonly FieldNotice[]>([])

  const notify = (notice: FieldNotice) => {
    notices.value = [...notices.value, notice]
  }
  const heard = (what: string, result: CommandResult<unknown>) => {
    if (result.kind === 'refused') notify({ what, why: result.refusal.code })
  }
  const give = <Contract extends CommandContract>(
    task: Task,
    contract: Contract,
    params: ParamsOf<Contract>,
    files: readonly string[] = [],
  ) => {
    const { township, incidentId } = task
    return commands.send(contract, { township, params, queue: incidentId, marks: [task.id], files }).result
  }
  const both = (task: Task) => ({
    incidentId: task.incidentId,
    taskId: task.id,
    deviceAt: toIso(clock.now()),
  })
  const photosOf = (purpose: string): Id<'file'>[] =>
    uploads.all.value.filter(file => file.purpose === purpose).map(file => file.sha256)

  return {
    notices,
    notify,
    dismiss: index => {
      notices.value = notices.value.filter((_, other) => other !== index)
    },
    heard,
    step: async (task, action) =>
      heard(t(`field.action.${action}`), await give(task, stepCommands[action], both(task))),
    refuse: async (task, action, reason) =>
      heard(
        t(`field.action.${action}`),
        await give(task, refusingCommands[action], { ...both(task), reason }),
      ),
    finish: async (task, result) => {
      const photos = photosOf(task.id)
      const params = { ...both(task), result, photos }
      heard(t('field.action.finish'), await give(task, finishTask, params, photos))
    },
    acknowledge: ({ task, receipt }) => void give(task, acknowledgeTask, { ...both(task), receipt }),
    say: async (task, text) => {
      const note = {
        noteId: newId<'note'>(),
        type: 'remark',
        text,
        photos: [],
        toOrganisationIds: [],
      } as const
      const params = { incidentId: task.incidentId, ...note, photos: [], toOrganisationIds: [] }
      const { township, incidentId } = task
      const sent = commands.send(writeNote, { township, params, queue: incidentId, marks: [incidentId] })
      const answer = await sent.result
      heard(t('field.say.title'), answer)
      if (answer.kind === 'done') notify({ what: t('field.say.sent'), why: undefined })
    },
    report: async (township, given) => {
      const params = { ...given, photos: photosOf(REPORT) }
      const order = { township, params, queue: REPORT, marks: [], files: params.photos }
      const sent = commands.send(submitReport, order)
      uploads.handIn(REPORT)
      const kept: FieldNotice = { what: t('field.report.kept'), why: undefined }
      notify(kept)
      const answer = await sent.result
      notices.value = notices.value.filter(one => one !== kept)
      heard(t('field.report.send'), answer)
      if (answer.kind === 'refused') await keepReportAgain(store, actor.id, params, clock.now())
      if (answer.kind === 'done') notify({ what: t('field.report.sent'), why: undefined })
    },
  }
}

/** What was refused comes back into the empty form, to be put right. */
export async function keepReportAgain(
  store: ReturnType<typeof useLive>['store'],
  owner: string,
  { text, place }: Pick<ParamsOf<typeof submitReport>, 'text' | 'place'>,
  savedAt: number,
): Promise<void> {
  const kept = await store
  const key = `report/${owner}`
  if ((await kept.find('drafts', key)) !== undefined) return
  const form = { text, address: place.address, position: null }
  await kept.put('drafts', key, { savedAt, form }).catch(() => undefined)
}
