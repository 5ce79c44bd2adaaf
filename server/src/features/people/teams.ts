import { retireTeam, saveTeam, setTeamDuty, type Team } from '@one-centre/shared/people'
import { refuse } from '@one-centre/shared/refusals'
import { accept, changed, handleCommand } from '../../kernel/handler.ts'
import { organisationKind } from '../organisations/index.ts'
import { personKind, teamKind } from './kinds.ts'
import { whyNotTeamDuty } from './rules.ts'

const save = handleCommand({
  contract: saveTeam,
  touches: params => [
    { kind: teamKind, id: params.teamId, expect: params.version === null ? 'new' : 'there' },
    { kind: teamKind, field: 'code', value: params.code },
  ],
  decide: ({ params, entities, reference, township }) => {
    const { teamId, version, ...fields } = params
    const before = entities.find(teamKind, teamId)
    if (before !== undefined && before.version !== version)
      return refuse('entity.changed', { kind: 'team', id: teamId })
    if (before?.retired === true) return refuse('teams.retired', { name: before.name })
    const twin = entities.where(teamKind, 'code', fields.code).find(team => team.id !== teamId)
    if (twin !== undefined) return refuse('teams.code-taken', { code: fields.code, name: twin.name })
    const body = reference.find(organisationKind, fields.organisationId)
    if (body === undefined || body.retired)
      return refuse('people.organisation-unknown', { id: fields.organisationId })
    const known = new Set(reference.list(personKind, township).map(person => person.id as string))
    const stranger = fields.memberIds.find(id => !known.has(id))
    if (stranger !== undefined) return refuse('teams.member-unknown', { id: stranger })
    const after: Team = {
      id: teamId,
      township,
      version: before?.version ?? 0,
      onDuty: before?.onDuty ?? false,
      retired: false,
      ...fields,
      memberIds: [...new Set(fields.memberIds)],
    }
    return accept([changed(teamKind, before === undefined ? 'team.added' : 'team.changed', after)], {
      teamId,
    })
  },
})

const setDuty = handleCommand({
  contract: setTeamDuty,
  touches: params => [{ kind: teamKind, id: params.teamId, expect: 'there' }],
  decide: ({ params, entities, actor, township }) => {
    const { teamId, version, onDuty } = params
    const before = entities.get(teamKind, teamId)
    if (before.version !== version) return refuse('entity.changed', { kind: 'team', id: teamId })
    const beyond = whyNotTeamDuty(actor, before, township)
    if (beyond !== null) return beyond
    if (before.retired) return refuse('teams.retired', { name: before.name })
    if (before.onDuty === onDuty) return accept([], { teamId })
    const type = onDuty ? 'team.came-on-duty' : 'team.went-off-duty'
    return accept([changed(teamKind, type, { ...before, onDuty })], { teamId })
  },
})

const retire = handleCommand({
  contract: retireTeam,
  touches: params => [{ kind: teamKind, id: params.teamId, expect: 'there' }],
  decide: ({ params, entities }) => {
    const { teamId, version } = params
    const before = entities.get(teamKind, teamId)
    if (before.version !== version) return refuse('entity.changed', { kind: 'team', id: teamId })
    if (before.retired) return accept([], { teamId })
    return accept([changed(teamKind, 'team.retired', { ...before, onDuty: false, retired: true })], {
      teamId,
    })
  },
})

export const teamCommands = [save, setDuty, retire]
