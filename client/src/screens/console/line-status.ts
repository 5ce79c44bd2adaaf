import { setTeamDuty, type Team } from '@one-centre/shared/people'
import { acceptTask, arriveTask, departTask, finishTask, releaseTask } from '@one-centre/shared/task-commands'
import { allowedTaskActions, type TaskAction } from '@one-centre/shared/task-machine'
import { useI18n } from 'vue-i18n'
import { refusalText, useIncidents } from '../../features/incidents/store.ts'
import { useTasks } from '../../features/tasks/store.ts'
import type { CommandResult } from '../../kernel/pending.ts'
import type { StatusWord } from './line.ts'
import type { LineResult } from './line-result.ts'

const stepOf: Readonly<Partial<Record<StatusWord, TaskAction>>> = {
  kx: 'release',
  kl: 'accept',
  tz: 'depart',
  dc: 'arrive',
  fc: 'finish',
}

/** `s 执法2 dc`: a step of the team's task, or its duty. Who may is the machine's to say (T-3). */
export function useLineStatus() {
  const { t } = useI18n()
  const { act, actor, byId } = useIncidents()
  const tasks = useTasks()
  const flaw = (words: string): LineResult => ({ kind: 'flaw', words })

  async function duty(team: Team, onDuty: boolean, version = team.version): Promise<LineResult> {
    const result = await act({ id: team.id as never, township: team.township }, setTeamDuty, {
      teamId: team.id,
      version,
      onDuty,
    })
    if (result.kind === 'refused') return flaw(refusalText(result.refusal))
    const words = t(onDuty ? 'line.done.onDuty' : 'line.done.offDuty', { name: team.name })
    return { kind: 'done', words, undo: () => duty(team, !onDuty, version + 1) }
  }

  return (team: Team, status: StatusWord, words: string): LineResult | Promise<LineResult> => {
    if (status === 'lg') return duty(team, false)
    if (status === 'kx' && !team.onDuty) return duty(team, true)
    const step = stepOf[status]
    const [task] = tasks.openOfTeam(team.id)
    const incident = task === undefined ? undefined : byId(task.incidentId)
    if (task === undefined || incident === undefined || step === undefined || actor.value === undefined)
      return flaw(t('line.noTask', { name: team.name }))
    if (!allowedTaskActions(task, incident, actor.value).includes(step))
      return flaw(t('line.notTheirStep', { name: team.name, state: t(`tasks.state.${task.state}`) }))
    if (step === 'finish' && words.trim() === '') return flaw(t('line.finishWords'))
    const both = { incidentId: incident.id, taskId: task.id, deviceAt: null }
    const send = (): Promise<CommandResult<unknown>> => {
      if (step === 'finish') return act(incident, finishTask, { ...both, result: words.trim(), photos: [] })
      const contracts = { release: releaseTask, accept: acceptTask, depart: departTask, arrive: arriveTask }
      return act(incident, contracts[step as keyof typeof contracts], both)
    }
    const said = t('line.hold.status', { name: team.name, status: t(`line.status.${status}`) })
    return {
      kind: 'held',
      words: said,
      send: async () => {
        const result = await send()
        if (result.kind === 'refused') return flaw(refusalText(result.refusal))
        return { kind: 'done', words: t('line.sent', { words: said }), undo: null }
      },
    }
  }
}
