import { assignTask, recallTask } from '@one-centre/shared/task-commands'
import type { Incident } from '@one-centre/shared/incidents'
import type { Team } from '@one-centre/shared/people'
import { allowedActions } from '@one-centre/shared/incident-machine'
import { toIso } from '@one-centre/shared/time'
import { useI18n } from 'vue-i18n'
import { fileOrder, filesFirst } from '../../features/incidents/filing.ts'
import { refusalText, useIncidents } from '../../features/incidents/store.ts'
import { useTasks } from '../../features/tasks/store.ts'
import {
  dispatchContract,
  dispatchParams,
  extraTeam,
  flawOf,
  suggestedLead,
} from '../../features/tasks/view.ts'
import { findTeam } from './find.ts'
import type { LineResult } from './line-result.ts'

/** `d 1203 执法2 城管7`: files and dispatches what waits, sends one team more where it is under way; undone by recalling. */
export function useLineDispatch() {
  const { t } = useI18n()
  const { act, actor, now } = useIncidents()
  const tasks = useTasks()
  const flaw = (words: string): LineResult => ({ kind: 'flaw', words })

  function meant(words: readonly string[], teams: readonly Team[]): readonly Team[] | LineResult {
    const found = words.map(word => findTeam(word, teams))
    const unclear = found.find(one => one.kind !== 'one')
    if (unclear?.kind === 'none') return flaw(t('line.unknown', { word: unclear.word }))
    if (unclear?.kind === 'many')
      return flaw(t('line.ambiguous', { word: unclear.word, names: unclear.names.join('、') }))
    return found.flatMap(one => (one.kind === 'one' ? [one.thing] : []))
  }

  const recall = (incident: Incident, taskIds: readonly string[], names: string) => async () => {
    for (const taskId of taskIds) {
      const result = await act(incident, recallTask, {
        incidentId: incident.id,
        taskId,
        reason: t('line.reason'),
      })
      if (result.kind === 'refused') return flaw(refusalText(result.refusal))
    }
    return { kind: 'done', words: t('line.undone.dispatch', { names }), undo: null } as const
  }

  return async (
    incident: Incident,
    words: readonly string[],
    reason: string,
    teams: readonly Team[],
  ): Promise<LineResult> => {
    const chosen = meant(words, teams)
    if ('kind' in chosen) return chosen
    const asked = await tasks.advise(incident)
    if (asked.kind !== 'answered') return flaw(t('tasks.dispatch.failed'))
    const advice = asked.answer
    const names = chosen.map(team => team.name).join('、')
    const done = (taskIds: readonly string[]): LineResult => ({
      kind: 'done',
      words: t('line.done.dispatch', { number: incident.number ?? '', names }),
      undo: recall(incident, taskIds, names),
    })
    const me = actor.value
    const acts = me === undefined ? [] : allowedActions(incident, me, tasks.of(incident.id), toIso(now.value))
    const starts =
      acts.includes('dispatch') || acts.includes('redispatch') || filesFirst(incident) === 'files'

    if (!starts) {
      const sent: string[] = []
      for (const team of advice.teams.filter(one => chosen.some(each => each.id === one.teamId))) {
        if (!team.pick && reason === '') return flaw(t('line.reasonOwed'))
        const extra = extraTeam(team, incident, { reason, mandatory: false })
        const result = await act(incident, assignTask, { incidentId: incident.id, note: '', ...extra })
        if (result.kind === 'refused') return flaw(refusalText(result.refusal))
        sent.push(extra.team.taskId)
      }
      return done(sent)
    }

    const teamIds = chosen.map(team => team.id)
    const choice = {
      teamIds,
      reason,
      note: '',
      leadOrganisationId: suggestedLead(advice, teamIds, incident),
    }
    if (flawOf(advice, choice) !== undefined) return flaw(t('line.reasonOwed'))
    if (filesFirst(incident) === 'files') {
      const { contract, params } = fileOrder(incident)
      const filed = await act(incident, contract, params)
      if (filed.kind === 'refused') return flaw(refusalText(filed.refusal))
    }
    const params = dispatchParams(incident, advice, choice)
    const result = await act(incident, dispatchContract(incident), params)
    if (result.kind === 'refused') return flaw(refusalText(result.refusal))
    return done(params.teams.map(team => team.taskId))
  }
}
