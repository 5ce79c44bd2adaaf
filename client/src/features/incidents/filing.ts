import type { ParamsOf } from '@one-centre/shared/contract'
import { fileIncident } from '@one-centre/shared/incident-commands'
import type { Incident } from '@one-centre/shared/incidents'

/**
 * Whether dispatching files it on the way (CO-16): it is reported or found true, its matter is known, and it is not
 * level 1, which is dispatched first and filed after.
 */
export function filesFirst(incident: Incident): 'files' | 'is-filed' | 'cannot' {
  const { state, level, stamps, matterId, check, decline } = incident
  if (stamps.filedAt !== null || level === 1) return 'is-filed'
  const ready = state === 'reported' || (state === 'checking' && check?.concluded?.found === true)
  const declining = decline !== null && decline.confirmed === null
  return ready && matterId !== null && !declining ? 'files' : 'cannot'
}

/** Filing it as it was reported. */
export function fileOrder(incident: Incident): {
  readonly contract: typeof fileIncident
  readonly params: ParamsOf<typeof fileIncident>
} {
  const { id, matterId, level, title, description, place } = incident
  return {
    contract: fileIncident,
    params: {
      incidentId: id,
      matterId: matterId ?? '',
      level,
      title,
      description,
      place: {
        address: place.address,
        position: place.position,
        // The lowest grid; the server finds those above it.
        gridId: place.position === null ? (place.gridIds.at(-1) ?? null) : null,
      },
    },
  }
}
