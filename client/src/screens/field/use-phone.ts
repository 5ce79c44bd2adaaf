import type { Actor } from '@one-centre/shared/access'
import type { CommandContract, ParamsOf } from '@one-centre/shared/contract'
import type { Id } from '@one-centre/shared/ids'
import { newId } from '@one-centre/shared/ids'
import { writeNote } from '@one-centre/shared/incident-commands'
import {
  acceptTask,
  acknowledgeTask,
  arriveTask,
  declineTask,
  departTask,
  failTask,
  finishTask,
  releaseTask,
  startTask,
} from '@one-centre/shared/task-commands'
import type { Task } from '@one-centre/shared/tasks'
import { toIso } from '@one-centre/shared/time'
import { shallowRef, type Ref } from 'vue'
import { refusalText } from '../../features/incidents/refusal-text.ts'
import type { PhoneRefusal, PhoneStep } from '../../features/tasks/phone-view.ts'
import { useLive } from '../../kernel/live.ts'
import { text } from '../../messages/i18n.ts'

const plain = {
  accept: acceptTask,
  depart: departTask,
  arrive: arriveTask,
  start: startTask,
  release: releaseTask,
} as const

export interface Phone {
  /** The last thing the server did not accept, as a sentence; empty where there is none. */
  readonly failure: Ref<string>
  readonly receipt: (task: Task, receipt: 'delivered' | 'read') => void
  readonly step: (task: Task, step: PhoneStep, result: string, photos: readonly Id<'file'>[]) => void
  readonly refuse: (task: Task, refusal: PhoneRefusal, reason: string) => void
  readonly note: (task: Task, words: string, photos: readonly Id<'file'>[]) => void
}

/** What the phone says about its tasks. Everything goes through the outbox, in the order it was said. */
export function usePhone(): Phone {
  const { commands, clock } = useLive()
  const failure = shallowRef('')
  const said = new Set<string>()

  const say = async <Contract extends CommandContract>(
    task: Task,
    contract: Contract,
    params: ParamsOf<Contract>,
    label: string,
  ) => {
    const order = { township: task.township, params, queue: task.incidentId, marks: [task.id] }
    const result = await commands.send(contract, order).result
    if (result.kind === 'refused')
      failure.value = text('field.refused', { step: label, why: refusalText(result.refusal) })
  }
  const about = (task: Task) => ({
    incidentId: task.incidentId,
    taskId: task.id,
    deviceAt: toIso(clock.now()),
  })

  return {
    failure,
    receipt: (task, receipt) => {
      const key = `${task.id}/${receipt}`
      if (said.has(key)) return
      said.add(key)
      // Nobody pressed anything, so a refusal (a task recalled meanwhile) concerns nobody.
      commands.send(acknowledgeTask, {
        township: task.township,
        params: { ...about(task), receipt },
        queue: task.incidentId,
        marks: [task.id],
      })
    },
    step: (task, step, result, photos) => {
      const label = text(`field.step.${step}`)
      if (step === 'finish')
        void say(task, finishTask, { ...about(task), result, photos: [...photos] }, label)
      else void say(task, plain[step], about(task), label)
    },
    refuse: (task, refusal, reason) => {
      const contract = refusal === 'decline' ? declineTask : failTask
      void say(task, contract, { ...about(task), reason }, text(`field.step.${refusal}`))
    },
    note: (task, words, photos) => {
      const params = {
        incidentId: task.incidentId,
        noteId: newId<'note'>(),
        type: 'remark' as const,
        text: words,
        photos: [...photos],
        toOrganisationIds: [],
      }
      void say(task, writeNote, params, text('field.note'))
    },
  }
}

/** The township a person in the field works for. */
export function homeOf(actor: Actor): Actor['posts'][number] | undefined {
  return actor.posts.find(post => post.role === 'member' || post.role === 'grid_worker') ?? actor.posts[0]
}
