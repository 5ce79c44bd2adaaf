import { assignGridDuty, retireOrganisation } from '@one-centre/shared/organisations'
import { refuse } from '@one-centre/shared/refusals'
import { accept, changed, handleCommand } from '../../kernel/handler.ts'
import { gridKind, organisationKind, whyNotRetire } from '../organisations/index.ts'
import { personKind, teamKind } from './kinds.ts'

/**
 * Commands of bodies and grids that need to know the people in them. They stand here because the slice of
 * bodies is lower and never hears of people.
 */

const retire = handleCommand({
  contract: retireOrganisation,
  touches: params => [{ kind: organisationKind, id: params.organisationId, expect: 'there' }],
  decide: ({ params, entities, reference }) => {
    const { organisationId, version, reason } = params
    const before = entities.get(organisationKind, organisationId)
    if (before.version !== version)
      return refuse('entity.changed', { kind: 'organisation', id: organisationId })
    if (before.retired) return accept([], { organisationId })
    const inUse = whyNotRetire(before, {
      bodies: reference
        .all(organisationKind)
        .filter(body => !body.retired && [body.parentId, body.agencyId].includes(organisationId)),
      grids: reference.all(gridKind).filter(grid => grid.organisationId === organisationId),
      people: reference
        .all(personKind)
        .filter(person => !person.disabled && person.organisationId === organisationId),
      teams: reference.all(teamKind).filter(team => !team.retired && team.organisationId === organisationId),
    })
    if (inUse !== null) return inUse
    const after = { ...before, retired: true }
    return accept([changed(organisationKind, 'organisation.retired', after, { reason })], { organisationId })
  },
})

const assignDuty = handleCommand({
  contract: assignGridDuty,
  touches: params => [{ kind: gridKind, id: params.gridId, expect: 'there' }],
  decide: ({ params, entities, reference, township }) => {
    const { gridId, version, personIds } = params
    const before = entities.get(gridKind, gridId)
    if (before.version !== version) return refuse('entity.changed', { kind: 'grid', id: gridId })
    const people = new Map(reference.list(personKind, township).map(person => [person.id as string, person]))
    const stranger = personIds.find(id => people.get(id)?.disabled !== false)
    if (stranger !== undefined) return refuse('grids.person-unknown', { id: stranger })
    const after = { ...before, dutyPersonIds: [...new Set(personIds)] }
    return accept([changed(gridKind, 'grid.duty-assigned', after)], { gridId })
  },
})

export const bodyCommands = [retire, assignDuty]
