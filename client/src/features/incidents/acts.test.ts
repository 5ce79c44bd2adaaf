import type { Actor } from '@one-centre/shared/access'
import type { Incident } from '@one-centre/shared/incidents'
import { expect, test } from 'vitest'
import { byPurpose, heldBack } from './acts.ts'
import { requestsOf, toApprove } from './requests.ts'

const NOW = '2026-11-23T08:00:00.000Z'
const asked = { at: '2026-11-23T07:00:00.000Z', by: { id: '1', name: 'wang' } }

function incident(over: object): Incident {
  return {
    id: 'one',
    township: 'town',
    state: 'handled',
    level: 3,
    source: 'hotline',
    cycle: 1,
    dueBy: null,
    stamps: { reportedAt: asked.at, filedAt: asked.at, handledAt: asked.at },
    leadOrganisationId: 'squad',
    handlerOrganisationIds: ['squad'],
    assistingOrganisationIds: [],
    callBack: null,
    decline: null,
    extensions: [],
    suspension: null,
    handover: null,
    handleBy: null,
    returns: [],
    ...over,
  } as unknown as Incident
}
const actor = (role: string): Actor =>
  ({
    id: role,
    name: role,
    personId: role,
    posts: [{ role, township: 'town', organisationId: 'centre' }],
    county: 'county',
  }) as Actor

test('CO-29 passing a hotline incident is shown with what it waits for, until the caller was called back', () => {
  const before = heldBack(incident({}), actor('verifier'), [], NOW)
  const called = incident({ callBack: { ...asked, at: '2026-11-23T07:30:00.000Z' } })

  expect(before.map(one => [one.action, one.why.code])).toEqual([['pass', 'incidents.call-back-missing']])
  expect(heldBack(called, actor('verifier'), [], NOW)).toEqual([])
})

test('CO-29 what is not this person’s or not of this state is not held back but absent', () => {
  expect(heldBack(incident({}), actor('dispatcher'), [], NOW)).toEqual([])
  expect(heldBack(incident({ state: 'filed' }), actor('verifier'), [], NOW)).toEqual([])
})

test('CO-30 what was asked for waits with whoever may rule on it, and with nobody else', () => {
  const decline = { ...asked, reason: 'not-true', text: 'nothing there', confirmed: null }
  const waiting = incident({ id: 'decline', state: 'reported', decline })
  const suspension = { ...asked, reason: 'flood', ruling: null }
  const stopping = incident({ id: 'stop', state: 'handling', suspension })
  const overtaken = incident({ id: 'late', state: 'handled', suspension })
  const all = [waiting, stopping, overtaken]

  expect(all.map(one => requestsOf(one).map(({ kind }) => kind))).toEqual([['decline'], ['suspension'], []])
  expect(toApprove(all, actor('shift_lead'), NOW).map(({ id }) => id)).toEqual(['decline'])
  expect(toApprove(all, actor('leader'), NOW).map(({ id }) => id)).toEqual(['decline', 'stop'])
  expect(toApprove(all, actor('intake'), NOW)).toEqual([])
})

test('CO-30 a ruling ends the waiting', () => {
  const decline = { ...asked, reason: 'not-true', text: '', confirmed: { ...asked, agreed: false, note: '' } }

  expect(requestsOf(incident({ state: 'reported', decline }))).toEqual([])
})

test('CO-31 the act that is due comes first, what ends an incident otherwise last', () => {
  expect(byPurpose(['merge', 'note', 'set-level', 'dispatch'])[0]).toBe('dispatch')
  expect(byPurpose(['fail', 'call-back', 'note'])[0]).toBe('call-back')
  expect(byPurpose(['void', 'decline', 'start-check', 'file'])).toEqual([
    'file',
    'start-check',
    'decline',
    'void',
  ])
})
