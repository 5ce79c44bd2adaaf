import { type Actor, can } from '@one-centre/shared/access'
import type { Id } from '@one-centre/shared/ids'
import type { Incident } from '@one-centre/shared/incidents'
import { toIso } from '@one-centre/shared/time'
import { computed, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { toApprove } from '../../features/incidents/requests.ts'
import { useIncidents } from '../../features/incidents/store.ts'
import type { ListName } from '../../features/incidents/view.ts'
import { useSupervision } from '../../features/supervision/store.ts'
import { useLive } from '../../kernel/live.ts'
import type { Empty } from '../../ui/empty.ts'
import { isNarrowed, narrowed, noFilter, withoutSearch } from './filter.ts'

export type DeskList = ListName | 'approvals' | 'reports'

const mayRule = (actor: Actor, township: Id<'organisation'>) =>
  can(actor, 'incidents.lead', township) || can(actor, 'incidents.approve', township)

/** What the desk shows: a list of incidents or the reports, narrowed; the incident chosen lies in the address. */
export function useDesk() {
  const { t } = useI18n()
  const route = useRoute()
  const router = useRouter()
  const live = useLive()
  const { lists, byId, now, info, actor } = useIncidents()
  const { lightOf } = useSupervision()

  const list = ref<DeskList>('open')
  const filter = ref(noFilter)
  watch(list, forgetSearch)
  const chosenId = computed({
    get: () => (typeof route.query['incident'] === 'string' ? route.query['incident'] : undefined),
    set: incident => void router.replace({ query: incident === undefined ? {} : { incident } }),
  })
  const chosen = computed(() => (chosenId.value === undefined ? undefined : byId(chosenId.value)))
  const towns = computed(() =>
    (info.value?.streams ?? []).filter(({ township }) => township !== info.value?.county),
  )
  /** What waits for the word of whoever sits here; undefined where nobody may give one. */
  const approvals = computed(() => {
    const me = actor.value
    const rules = me !== undefined && towns.value.some(({ township }) => mayRule(me, township))
    return rules ? toApprove(lists.value.open, me, toIso(now.value)) : undefined
  })
  const whole = computed(() => {
    if (list.value === 'reports') return []
    return list.value === 'approvals' ? (approvals.value ?? []) : lists.value[list.value]
  })
  // The clock moves the list only where it is narrowed to what is overdue (WA-12).
  const shown = computed(() =>
    narrowed(whole.value, filter.value, lightOf, filter.value.overdue ? now.value : 0),
  )
  const title = computed(() => {
    if (list.value === 'reports') return t('console.reports.title')
    const name = t(`incidents.list.${list.value}`)
    return isNarrowed(filter.value)
      ? t('console.listPart', { name, shown: shown.value.length, count: whole.value.length })
      : t('console.list', { name, count: whole.value.length })
  })
  const empty = computed((): Empty => {
    const status = live.feed.status.value
    if (status.kind === 'connecting') return { why: 'loading' }
    if (status.kind === 'denied') return { why: 'no-permission' }
    if (!('dataAsOf' in status)) return { why: 'not-connected', since: undefined }
    if (whole.value.length > 0) return { why: 'filtered', count: whole.value.length }
    return status.kind === 'lost'
      ? { why: 'not-connected', since: status.since }
      : { why: 'none', asOf: status.dataAsOf }
  })
  /** The reports of the township chosen, or of the first. */
  const reportTown = computed(
    (): Id<'organisation'> | undefined =>
      towns.value.find(({ township }) => township === filter.value.township)?.township ??
      towns.value[0]?.township,
  )

  /** What was typed to find one thing says nothing about the next (CO-24). */
  function forgetSearch(): void {
    filter.value = withoutSearch(filter.value)
  }
  /** Shows an incident of the list it has just come to; no filter may hide it. */
  function showNew(incidentId: string): void {
    list.value = 'intake'
    filter.value = { ...noFilter, township: filter.value.township }
    chosenId.value = incidentId
  }
  function choose(incident: Incident | undefined): void {
    if (incident !== undefined) chosenId.value = incident.id
  }
  function step(by: 1 | -1): void {
    const at = shown.value.findIndex(({ id }) => id === chosenId.value)
    choose(shown.value[at < 0 ? 0 : Math.min(shown.value.length - 1, Math.max(0, at + by))])
  }
  /** The next incident no team was sent to, the most urgent first, round and round (CO-19). */
  function nextUnassigned(): void {
    const waiting = lists.value.open.filter(
      ({ state, teamIds }) => ['reported', 'filed', 'returned'].includes(state) && teamIds.length === 0,
    )
    const at = waiting.findIndex(({ id }) => id === chosenId.value)
    choose(waiting[(at + 1) % Math.max(1, waiting.length)])
  }
  return {
    list,
    filter,
    chosenId,
    chosen,
    shown,
    title,
    empty,
    reportTown,
    approvals,
    step,
    nextUnassigned,
    forgetSearch,
    showNew,
  }
}
