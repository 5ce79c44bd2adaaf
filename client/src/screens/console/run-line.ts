import { allowedActions } from '@one-centre/shared/incident-machine'
import { freshPhotoOwed } from '@one-centre/shared/evidence'
import { newId } from '@one-centre/shared/ids'
import { refuse } from '@one-centre/shared/refusals'
import {
  declineIncident,
  mergeIncident,
  setLevel,
  splitIncident,
  withdrawIncident,
  writeNote,
} from '@one-centre/shared/incident-commands'
import { passIncident } from '@one-centre/shared/dispatch-commands'
import type { Incident } from '@one-centre/shared/incidents'
import type { Team } from '@one-centre/shared/people'
import { submitReport } from '@one-centre/shared/reports'
import { toIso } from '@one-centre/shared/time'
import type { Id } from '@one-centre/shared/ids'
import { useI18n } from 'vue-i18n'
import { heldBack } from '../../features/incidents/acts.ts'
import { refusalText, useIncidents } from '../../features/incidents/store.ts'
import { knownPlaces, mattersFor, placesFor } from '../../features/incidents/suggestions.ts'
import { useMatters } from '../../features/matters/store.ts'
import { useOrganisations } from '../../features/organisations/store.ts'
import { usePeople } from '../../features/people/store.ts'
import { useTasks } from '../../features/tasks/store.ts'
import type { CommandResult } from '../../kernel/pending.ts'
import { findIncident, findTeam, type Found } from './find.ts'
import type { LineFlaw, LineOrder } from './line.ts'
import { useLineDispatch } from './line-dispatch.ts'
import type { LineResult } from './line-result.ts'
import { useLineStatus } from './line-status.ts'

export interface LineSurroundings {
  /** The townships shown, undefined for all: a number means one of theirs. */
  readonly township: () => string | undefined
  readonly show: (incidentId: string, doing: 'nothing' | 'advise') => void
  readonly acknowledge: () => void
}

/** Does what a line of the desk asks for, through the same commands as the buttons. */
export function useLine({ township, show, acknowledge }: LineSurroundings) {
  const { t } = useI18n()
  const incidents = useIncidents()
  const { teams } = usePeople()
  const tasks = useTasks()
  const matters = useMatters()
  const { grids } = useOrganisations()
  const dispatch = useLineDispatch()
  const status = useLineStatus()

  const flaw = (words: string): LineResult => ({ kind: 'flaw', words })
  const here = <E extends { readonly township: string }>(all: readonly E[]) =>
    all.filter(one => township() === undefined || one.township === township())
  const allowed = (incident: Incident) => {
    const actor = incidents.actor.value
    if (actor === undefined) return []
    return allowedActions(incident, actor, tasks.of(incident.id), toIso(incidents.now.value))
  }

  const heldBy = (incident: Incident) => {
    const actor = incidents.actor.value
    if (actor === undefined) return []
    return heldBack(incident, actor, tasks.of(incident.id), toIso(incidents.now.value))
  }
  const asksLead = ({ source }: Incident) =>
    source === 'hotline' ? 'line.hold.declineAsked' : 'line.hold.decline'

  /** Goes on with the thing that is meant, or says that there is none or more than one. */
  function withFound<Thing>(found: Found<Thing>, go: (thing: Thing) => LineResult | Promise<LineResult>) {
    if (found.kind === 'one') return go(found.thing)
    if (found.kind === 'none') return flaw(t('line.unknown', { word: found.word }))
    return flaw(t('line.ambiguous', { word: found.word, names: found.names.join('、') }))
  }
  const incidentOf = (word: string, go: (incident: Incident) => LineResult | Promise<LineResult>) =>
    withFound(findIncident(word, here(incidents.all.value)), go)
  const teamOf = (word: string, go: (team: Team) => LineResult | Promise<LineResult>) =>
    withFound(findTeam(word, here(teams.value)), go)

  function after(result: CommandResult<unknown>, words: string, undo: (() => Promise<LineResult>) | null) {
    if (result.kind === 'refused') return flaw(refusalText(result.refusal))
    return { kind: 'done', words, undo } as const satisfies LineResult
  }
  const reason = () => t('line.reason')
  const fullName = ({ number, title }: Incident) => `${number ?? ''} ${title}`.trim()
  const named = (incident: Incident) => incident.number ?? incident.title

  async function report(order: Extract<LineOrder, { act: 'new' }>): Promise<LineResult> {
    const towns = (incidents.info.value?.streams ?? []).map(stream => stream.township)
    const places = knownPlaces(incidents.all.value, grids.value).filter(place => here([place]).length > 0)
    const place =
      places.find(one => one.name === order.place) ??
      towns.flatMap(town => placesFor(order.place, town, places))[0]
    const town = place?.township ?? township() ?? towns.find(one => one !== incidents.info.value?.county)
    if (town === undefined) return flaw(t('line.unknown', { word: order.place }))
    const incidentId = newId<'incident'>()
    const target = { id: incidentId, township: town as Id<'organisation'> }
    const [matter] = mattersFor(order.words, matters.all.value)
    const result = await incidents.act(target, submitReport, {
      source: 'hotline',
      sourceId: newId<'report'>(),
      text: order.words,
      matterId: matter?.id ?? null,
      place: { address: order.place, position: place?.position ?? null, gridId: null },
      happenedAt: null,
      reporter: null,
      photos: [],
      incidentId,
      joinIncidentId: null,
    })
    if (result.kind === 'refused') return flaw(refusalText(result.refusal))
    show(incidentId, 'nothing')
    const wanted = order.level
    if (wanted !== undefined && wanted !== (matter?.level ?? 3))
      await incidents.act(target, setLevel, { incidentId, level: wanted, reason: reason() })
    return after(result, t('line.done.new', { words: order.words }), async () =>
      after(
        await incidents.act(target, withdrawIncident, { incidentId, reason: reason() }),
        t('line.undone.new'),
        null,
      ),
    )
  }

  const level = (order: Extract<LineOrder, { act: 'level' }>) =>
    incidentOf(order.incident, async incident => {
      const set = (to: Incident['level']) =>
        incidents.act(incident, setLevel, { incidentId: incident.id, level: to, reason: reason() })
      const words = (to: Incident['level']) =>
        t('line.done.level', { name: named(incident), level: t(`incidents.level.${to}`) })
      const before = incident.level
      return after(await set(order.level), words(order.level), async () =>
        after(await set(before), words(before), null),
      )
    })

  const merge = (order: Extract<LineOrder, { act: 'merge' }>) =>
    incidentOf(order.incident, incident =>
      incidentOf(order.master, async master => {
        const both = { incidentId: incident.id, reason: reason() }
        const result = await incidents.act(incident, mergeIncident, { ...both, masterId: master.id })
        return after(
          result,
          t('line.done.merge', { name: named(incident), master: named(master) }),
          async () => after(await incidents.act(incident, splitIncident, both), t('line.undone.merge'), null),
        )
      }),
    )

  /** What closing means depends on where it is: a verifier passes it, intake declines it. */
  const close = (order: Extract<LineOrder, { act: 'close' }>) =>
    incidentOf(order.incident, incident => {
      const words = order.words.trim()
      const acts = allowed(incident)
      if (words === '') return flaw(t('line.closeWords'))
      if (acts.includes('pass')) {
        // A line carries words; the photo of a check goes by its form (L-44).
        const matter = incident.matterId === null ? undefined : matters.find(incident.matterId)
        const missing = freshPhotoOwed(matter, incident, tasks.of(incident.id), [])
        if (missing.length > 0) {
          show(incident.id, 'nothing')
          const why = refusalText(refuse('incidents.evidence-missing', { missing }))
          return flaw(t('line.heldBack', { act: t('incidents.act.pass'), why }))
        }
        return held(t('line.hold.pass', { name: named(incident) }), () =>
          incidents.act(incident, passIncident, {
            incidentId: incident.id,
            note: '',
            photos: [],
            answer: words,
          }),
        )
      }
      if (acts.includes('decline'))
        // The hotline's own wait for the shift lead's word (L-6).
        return held(t(asksLead(incident), { name: named(incident) }), () =>
          incidents.act(incident, declineIncident, { incidentId: incident.id, reason: 'other', text: words }),
        )
      const waiting = heldBy(incident).find(({ action }) => action === 'pass')
      if (waiting !== undefined)
        return flaw(t('line.heldBack', { act: t('incidents.act.pass'), why: refusalText(waiting.why) }))
      return flaw(t('line.cannotClose', { state: t(`incidents.state.${incident.state}`) }))
    })

  function held(words: string, send: () => Promise<CommandResult<unknown>>): LineResult {
    return {
      kind: 'held',
      words,
      send: async () => after(await send(), t('line.sent', { words }), null),
    }
  }

  const message = (order: Extract<LineOrder, { act: 'message' }>) =>
    teamOf(order.team, team => {
      const [task] = tasks.openOfTeam(team.id)
      const incident = task === undefined ? undefined : incidents.byId(task.incidentId)
      if (incident === undefined) return flaw(t('line.noTask', { name: team.name }))
      return held(t('line.hold.message', { name: team.name }), () =>
        incidents.act(incident, writeNote, {
          incidentId: incident.id,
          noteId: newId<'note'>(),
          type: 'instruction',
          text: order.words,
          photos: [],
          toOrganisationIds: [team.organisationId],
        }),
      )
    })

  return {
    here,
    run: (order: LineOrder | LineFlaw): LineResult | Promise<LineResult> => {
      if ('flaw' in order) {
        if (order.flaw === 'missing') return flaw(t('line.missing', { slot: t(`line.slot.${order.slot}`) }))
        return flaw(t(`line.${order.flaw}`, { word: order.word }))
      }
      switch (order.act) {
        case 'new':
          return report(order)
        case 'dispatch':
          return incidentOf(order.incident, incident =>
            dispatch(
              incident,
              order.teams,
              order.reason,
              teams.value.filter(one => one.township === incident.township),
            ),
          )
        case 'status':
          return teamOf(order.team, team => status(team, order.status, order.words))
        case 'show':
        case 'advise':
          return incidentOf(order.incident, incident => {
            show(incident.id, order.act === 'show' ? 'nothing' : 'advise')
            const state = t(`incidents.state.${incident.state}`)
            return { kind: 'shown', words: t('line.shown', { name: fullName(incident), state }) }
          })
        case 'message':
          return message(order)
        case 'level':
          return level(order)
        case 'merge':
          return merge(order)
        case 'close':
          return close(order)
        case 'acknowledge':
          acknowledge()
          return { kind: 'shown', words: t('line.word.ack') }
      }
    },
  }
}
