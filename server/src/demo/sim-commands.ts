import type { ParamsOf } from '@one-centre/shared/contract'
import type { dispatchIncident } from '@one-centre/shared/dispatch-commands'
import { derivedId } from '@one-centre/shared/ids'
import type { Incident } from '@one-centre/shared/incidents'
import type { TeamAdvice } from '@one-centre/shared/task-commands'
import type { Step } from './sim-steps.ts'

/** What a step asks of the API. */
export interface Command {
  readonly name: string
  readonly params: object
}

export interface Surroundings {
  readonly now: string
  /** Uploaded stand-ins for photos: before, after, and what the verifier found. */
  readonly photos: { readonly before: string; readonly after: string; readonly checked: string }
}

/** The command of a step that needs no advice; null where the incident lacks what the command needs. */
export function commandOf(step: Step, incident: Incident, { now, photos }: Surroundings): Command | null {
  const incidentId = incident.id
  const task = { incidentId, taskId: step.taskId, deviceAt: now }
  switch (step.act) {
    case 'file':
      return fileOf(incident)
    case 'decline':
      return {
        name: 'incidents.decline',
        params: { incidentId, reason: 'already-solved', text: '经核实，反映的问题已自行解决。' },
      }
    case 'return':
      return {
        name: 'incidents.return',
        params: { incidentId, reason: 'not-competent', basis: '该事项不在本单位职责清单内，建议改派。' },
      }
    case 'accept-task':
      return { name: 'tasks.accept', params: task }
    case 'accept-incident':
      return { name: 'incidents.accept', params: { incidentId } }
    case 'depart':
      return { name: 'tasks.depart', params: task }
    case 'arrive':
      return { name: 'tasks.arrive', params: task }
    case 'start':
      return { name: 'tasks.start', params: task }
    case 'finish':
      return {
        name: 'tasks.finish',
        params: { ...task, result: '现场已处置完毕，恢复正常。', photos: [photos.after] },
      }
    case 'release':
      return { name: 'tasks.release', params: task }
    case 'advance-stage':
      return { name: 'incidents.advance-stage', params: { incidentId, photos: [photos.after] } }
    case 'complete':
      return completionOf(incident, now, photos)
    case 'call-back':
      return {
        name: 'incidents.call-back',
        params: { incidentId, reached: true, resolved: true, satisfaction: 'satisfied', note: '' },
      }
    case 'pass':
      return {
        name: 'incidents.pass',
        params: {
          incidentId,
          note: '现场核查，问题已解决。',
          photos: [photos.checked],
          answer: '您反映的问题已处置完毕，感谢您的监督。',
        },
      }
    case 'fail':
      return {
        name: 'incidents.fail',
        params: { incidentId, note: '现场仍有遗留问题，请返工。', photos: [photos.checked] },
      }
    case 'chase':
      return { name: 'supervision.chase', params: { incidentId, text: '已超时限，请尽快处置并反馈。' } }
    case 'dispatch':
    case 'redispatch':
      return null
  }
}

function fileOf(incident: Incident): Command | null {
  const { id, matterId, level, title, description, place } = incident
  if (matterId === null) return null
  const gridId = place.position === null ? (place.gridIds.at(-1) ?? null) : null
  return {
    name: 'incidents.file',
    params: {
      incidentId: id,
      matterId,
      level,
      title,
      description,
      place: { address: place.address, position: place.position, gridId },
    },
  }
}

function completionOf(incident: Incident, now: string, photos: Surroundings['photos']): Command {
  return {
    name: 'incidents.complete',
    params: {
      incidentId: incident.id,
      measures: '已派人到现场处置，消除影响并恢复原状。',
      reply: {
        receivedAt: incident.stamps.dispatchedAt ?? now,
        spokenTo: '现场群众',
        done: '现场处置完毕',
        doneBy: now,
      },
      photosBefore: [photos.before],
      photosAfter: [photos.after],
    },
  }
}

export interface Advice {
  readonly leadOrganisationIds: readonly string[]
  readonly teams: readonly TeamAdvice[]
}

const OVERRIDE = '就近处置，先到先办'

/** Reasons that do not keep a team from helping: the lead is another body's. */
const mayHelp = (team: TeamAdvice): boolean =>
  team.pick || team.against.every(one => one.reason === 'not-competent')
/** It could go if it were free. */
const mayQueue = (team: TeamAdvice): boolean =>
  team.against.every(one => one.reason === 'not-competent' || one.reason === 'busy')
const QUEUE = '完成当前任务后立即前往'

/** The nearest of a body that may lead, else the nearest; the advice names teams that may go first. */
function best(teams: readonly TeamAdvice[]): TeamAdvice | undefined {
  const near = teams.toSorted((a, b) => (a.distanceMetres ?? Infinity) - (b.distanceMetres ?? Infinity))
  return near.find(team => team.mayLead) ?? near[0]
}

/**
 * Whom a dispatcher sends by the advice: the nearest free team whose body may lead, else the nearest free team to
 * help the township's own competent body; where nobody is free and it has `waited`, a busy one that goes on from
 * its task. Null where the incident goes on waiting (DM-24).
 */
export function dispatchOf(
  act: 'dispatch' | 'redispatch',
  incident: Incident,
  advice: Advice,
  around: { readonly bodies: ReadonlySet<string>; readonly patience: 'waiting' | 'waited' },
): Command | null {
  const { bodies, patience } = around
  const gone = new Set<string>(incident.returns.map(one => one.organisationId))
  const teams = advice.teams.filter(team => !gone.has(team.organisationId))
  const free = best(teams.filter(mayHelp))
  const going = free ?? (patience === 'waited' ? best(teams.filter(mayQueue)) : undefined)
  if (going === undefined) return null
  const body = advice.leadOrganisationIds.find(one => bodies.has(one) && !gone.has(one))
  const leadOrganisationId = going.mayLead ? going.organisationId : (body ?? going.organisationId)
  const isListed = advice.leadOrganisationIds.includes(leadOrganisationId)
  const params: ParamsOf<typeof dispatchIncident> = {
    incidentId: incident.id,
    leadOrganisationId,
    assistingOrganisationIds: [],
    teams: [
      {
        taskId: derivedId('sim-task', incident.id, incident.version),
        teamId: going.teamId,
        role: leadOrganisationId === going.organisationId ? 'lead' : 'assist',
        mandatory: true,
        queueReason: free === undefined ? QUEUE : null,
      },
    ],
    overrideReason: isListed ? null : OVERRIDE,
    note: '',
  }
  return { name: `incidents.${act}`, params }
}
