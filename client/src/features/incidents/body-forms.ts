import * as dispatching from '@one-centre/shared/dispatch-commands'
import { evidenceOwed } from '@one-centre/shared/evidence'
import * as handling from '@one-centre/shared/incident-commands'
import { returnReasons } from '@one-centre/shared/incident-parts'
import { type Incident } from '@one-centre/shared/incidents'
import { timeOf } from '@one-centre/shared/task-machine'
import type { Task } from '@one-centre/shared/tasks'
import { fromIso, HOUR, type Iso } from '@one-centre/shared/time'
import {
  choice,
  field,
  flagOf,
  idsOf,
  instantOf,
  none,
  order,
  photos,
  reason,
  textOf,
  wordOf,
  type Around,
  type Form,
  type Field,
  type Values,
  localOf,
} from './fields.ts'

/** Half as long again, on the clock on the wall; at least an hour. The server reckons what is allowed. */
function laterBy(handleBy: Iso, since: Iso | null): string {
  const half = since === null ? 0 : (fromIso(handleBy) - fromIso(since)) / 2
  return localOf(fromIso(handleBy) + Math.max(HOUR, half))
}

const completion: readonly Field[] = [
  field('measures', 'text', 'required', 2_000),
  field('receivedAt', 'instant', 'required'),
  field('spokenTo', 'line', 'required', 200),
  field('done', 'text', 'required', 2_000),
  field('doneBy', 'instant', 'required'),
  field('photosBefore', 'photos', 'optional'),
  field('photosAfter', 'photos', 'optional'),
]
/** The tasks of this turn that were done, the first first. */
function finishedTasks({ cycle }: Incident, { tasks }: Around): readonly Task[] {
  return tasks.filter(task => task.cycle === cycle && timeOf(task, 'done') !== null)
}

const photosOf = (tasks: readonly Task[]) => [...new Set(tasks.flatMap(task => task.photos))]

/** The times that are known, and what the teams wrote and took pictures of, so that nobody types it again (CO-28). */
function knownCompletion(incident: Incident, around: Around): Values {
  const finished = finishedTasks(incident, around)
  const receivedAt = incident.stamps.acceptedAt ?? incident.stamps.dispatchedAt
  const doneBy = finished
    .flatMap(task => timeOf(task, 'done') ?? [])
    .sort()
    .at(-1)
  return {
    ...(receivedAt === null ? {} : { receivedAt: localOf(fromIso(receivedAt)) }),
    ...(doneBy === undefined ? {} : { doneBy: localOf(fromIso(doneBy)) }),
    done: [...new Set(finished.map(task => task.result.trim()))].join('\n'),
    photosAfter: photosOf(finished),
  }
}

const fieldOfEvidence = { photoBefore: 'photosBefore', photoAfter: 'photosAfter' } as const
const completionForm = {
  fields: completion,
  start: knownCompletion,
  demands: (incident: Incident, { matter }: Around) =>
    evidenceOwed(matter, incident, { before: [], after: [] }).map(one => fieldOfEvidence[one]),
  offers: (incident: Incident, around: Around) => [
    ...new Set([
      ...photosOf(finishedTasks(incident, around)),
      ...incident.stagePhotos.flatMap(stage => stage.photos),
      ...incident.photos,
    ]),
  ],
} as const

const completed = (incident: Incident, values: Values) => ({
  incidentId: incident.id,
  measures: textOf(values, 'measures'),
  reply: {
    receivedAt: instantOf(values, 'receivedAt'),
    spokenTo: textOf(values, 'spokenTo'),
    done: textOf(values, 'done'),
    doneBy: instantOf(values, 'doneBy'),
  },
  photosBefore: idsOf(values, 'photosBefore'),
  photosAfter: idsOf(values, 'photosAfter'),
})

/** The responsible body: signing, returning, asking, finishing. */
export const bodyForms = {
  accept: {
    fields: [],
    start: none,
    order: ({ id }) => order(dispatching.acceptIncident, { incidentId: id }),
  },
  return: {
    fields: [choice('reason', returnReasons), field('basis', 'text', 'required')],
    start: none,
    order: ({ id }, values) =>
      order(dispatching.returnIncident, {
        incidentId: id,
        reason: wordOf(values, 'reason', returnReasons),
        basis: textOf(values, 'basis'),
      }),
  },
  'advance-stage': {
    fields: [photos],
    start: none,
    demands: (_incident, { matter }) => (matter?.evidence.photoPerStage === true ? ['photos'] : []),
    order: ({ id }, values) =>
      order(dispatching.advanceStage, { incidentId: id, photos: idsOf(values, 'photos') }),
  },
  complete: {
    ...completionForm,
    order: (incident, values) => order(dispatching.completeIncident, completed(incident, values)),
  },
  'request-extension': {
    fields: [reason, field('until', 'instant', 'required'), field('citizenTold', 'flag', 'optional')],
    start: ({ handleBy, stamps }) =>
      handleBy === null ? {} : { until: laterBy(handleBy, stamps.dispatchedAt) },
    order: ({ id }, values) =>
      order(handling.requestExtension, {
        incidentId: id,
        reason: textOf(values, 'reason'),
        until: instantOf(values, 'until'),
        citizenTold: flagOf(values, 'citizenTold'),
      }),
  },
  'request-suspension': {
    fields: [
      reason,
      field('interimSafety', 'text', 'required'),
      field('reviewAt', 'instant', 'required'),
      photos,
    ],
    start: none,
    order: ({ id }, values) =>
      order(handling.requestSuspension, {
        incidentId: id,
        reason: textOf(values, 'reason'),
        interimSafety: textOf(values, 'interimSafety'),
        photos: idsOf(values, 'photos'),
        reviewAt: instantOf(values, 'reviewAt'),
      }),
  },
  'receive-hand-over': {
    fields: [field('accepted', 'flag', 'optional'), field('receipt', 'line', 'required')],
    start: () => ({ accepted: true }),
    order: ({ id }, values) =>
      order(dispatching.receiveHandOver, {
        incidentId: id,
        accepted: flagOf(values, 'accepted'),
        receipt: textOf(values, 'receipt'),
      }),
  },
  'conclude-hand-over': {
    ...completionForm,
    order: (incident, values) => order(dispatching.concludeHandOver, completed(incident, values)),
  },
} as const satisfies Readonly<Record<string, Form>>
