import { derivedId } from '@one-centre/shared/ids'
import type { Incident } from '@one-centre/shared/incidents'
import { toIso } from '@one-centre/shared/time'
import type { Answer, Api } from './sim-api.ts'
import type { Cast } from './sim-cast.ts'
import { commandOf, dispatchOf, type Advice, type Command, type Surroundings } from './sim-commands.ts'
import { drawnPhoto } from './sim-photo.ts'
import type { Replica } from './sim-replica.ts'
import { nextSteps, type Step } from './sim-steps.ts'
import type { Trips } from './sim-trips.ts'

/** An incident that a human works on is left to them. */
const HANDS_OFF_MS = 120_000
/** After a refusal that may pass: nobody free, the server away. */
const AGAIN_AFTER_MS = 15_000
const AT_ONCE = 8
/** So long an incident waits for a free team before a busy one is told to come next. */
const PATIENCE_MS = 120_000

export interface PlayerOptions {
  readonly seed: number
  readonly cast: Cast
  readonly api: Api
  readonly replica: Replica
  readonly trips: Trips
}

/** Does every step when its time has come, each once. */
export class Player {
  readonly #options: PlayerOptions
  /** When each known step is due; Infinity once it was done or refused in this version of its incident. */
  #agenda = new Map<string, number>()
  readonly #running = new Set<string>()
  /** Steps still to be taken without delay, so that the first sight of the county is alive. */
  readonly #hurry = new Map<string, number>()
  /** Ids of uploaded pictures by township and what they show. */
  readonly #photos = new Map<string, string>()

  constructor(options: PlayerOptions) {
    this.#options = options
  }

  /** Lets the first steps of an incident happen at once. */
  hurry(incidentId: string, steps: number, part: number): void {
    this.#hurry.set(incidentId, steps)
    this.#options.trips.begin(incidentId, part)
  }

  tick(now: number): void {
    const { replica, seed, trips } = this.#options
    const kept = new Map<string, number>()
    const [taskIds, incidentIds] = [new Set<string>(), new Set<string>()]
    for (const incident of replica.open()) {
      incidentIds.add(incident.id)
      const tasks = replica.tasksOf(incident.id)
      for (const task of tasks) taskIds.add(task.id)
      for (const step of nextSteps(incident, tasks, { seed, now: toIso(now) })) {
        const key = this.#keyOf(step, incident)
        const due = this.#agenda.get(key) ?? now + step.afterMs
        kept.set(key, due)
        if (this.#isDue(step, incident, due, now)) void this.#perform(step, incident, key)
      }
    }
    for (const key of this.#running) kept.set(key, Number.POSITIVE_INFINITY)
    this.#agenda = kept
    trips.keepOnly(taskIds, incidentIds)
  }

  #keyOf(step: Step, incident: Incident): string {
    const task = this.#options.replica.tasksOf(incident.id).find(one => one.id === step.taskId)
    if (step.act === 'chase') return `${incident.id}/chase`
    return task === undefined
      ? `${incident.id}/${incident.version}/${step.act}`
      : `${task.id}/${task.version}/${step.act}`
  }

  #isDue(step: Step, incident: Incident, due: number, now: number): boolean {
    const { replica, trips } = this.#options
    if (this.#running.size >= AT_ONCE || due === Number.POSITIVE_INFINITY) return false
    if (replica.inHumanHands(incident.id, now, HANDS_OFF_MS)) return false
    const hurried = (this.#hurry.get(incident.id) ?? 0) > 0
    const task = replica.tasksOf(incident.id).find(one => one.id === step.taskId)
    if (step.act === 'arrive' && task !== undefined && !hurried && !trips.hasArrived(task, incident, now))
      return false
    if (step.act === 'depart' && task !== undefined && replica.isOut(task.teamId)) return false
    return hurried || due <= now
  }

  async #perform(step: Step, incident: Incident, key: string): Promise<void> {
    if (this.#running.has(key)) return
    this.#running.add(key)
    this.#agenda.set(key, Number.POSITIVE_INFINITY)
    const passing = (await this.#act(step, incident, key)) === 'again'
    this.#running.delete(key)
    this.#agenda.set(key, passing ? Date.now() + AGAIN_AFTER_MS : Number.POSITIVE_INFINITY)
    const left = this.#hurry.get(incident.id)
    if (left === undefined) return
    if (left > 1 && !passing) this.#hurry.set(incident.id, left - 1)
    else this.#hurry.delete(incident.id)
  }

  async #act(step: Step, incident: Incident, key: string): Promise<'done' | 'again'> {
    const { api, cast, replica, seed } = this.#options
    const personId = cast.personFor(step.by, incident.township)
    if (personId === undefined) return 'done'
    const photos = await this.#photosFor(step, incident, personId)
    if (photos === undefined) return 'again'
    const command = await this.#commandFor(step, incident, personId, photos)
    if (command === null) return 'again'
    const answer = await api.ask(personId, 'POST', `/api/commands/${command.name}`, {
      commandId: derivedId('sim-command', seed, key),
      township: incident.township,
      params: command.params,
    })
    if (answer === null || answer.status >= 500 || answer.status === 429) return 'again'
    const seq = seqOf(answer)
    if (seq !== undefined) replica.own(incident.township, seq)
    return 'done'
  }

  async #commandFor(
    step: Step,
    incident: Incident,
    personId: string,
    photos: Surroundings['photos'],
  ): Promise<Command | null> {
    if (step.act !== 'dispatch' && step.act !== 'redispatch')
      return commandOf(step, incident, { now: toIso(Date.now()), photos })
    const { api, cast } = this.#options
    const answer = await api.ask(personId, 'POST', '/api/queries/tasks.advise', {
      township: incident.township,
      params: { incidentId: incident.id },
    })
    if (answer?.status !== 200) return null
    const { answer: advice } = answer.body as { readonly answer: Advice }
    const since = Date.parse(incident.stamps.filedAt ?? incident.stamps.reportedAt ?? '')
    return dispatchOf(step.act, incident, advice, {
      bodies: cast.bodiesOf.get(incident.township) ?? new Set(),
      patience: Date.now() - since > PATIENCE_MS ? 'waited' : 'waiting',
    })
  }

  /** The same bytes are one file, so this costs nothing when it is done again; every check has a picture of its own (L-44). */
  async #photosFor(
    step: Step,
    { id, township, verifications }: Incident,
    personId: string,
  ): Promise<Surroundings['photos'] | undefined> {
    const { api, seed } = this.#options
    const upload = (label: string) => api.upload(personId, township, drawnPhoto(seed, label))
    const kept = async (label: string): Promise<string | null> => {
      const key = `${township} ${label}`
      const fileId = this.#photos.get(key) ?? (await upload(label))
      if (fileId !== null) this.#photos.set(key, fileId)
      return fileId
    }
    const before = await kept('before')
    const after = await kept('after')
    const verifies = step.act === 'pass' || step.act === 'fail'
    const checked = verifies ? await upload(`checked/${id}/${verifications.length}`) : after
    if (before === null || after === null || checked === null) return undefined
    return { before, after, checked }
  }
}

/** The seq a command took, where it changed something. */
export function seqOf(answer: Answer): number | undefined {
  const seq = (answer.body as { readonly seq?: unknown } | null)?.seq
  return typeof seq === 'number' ? seq : undefined
}
