import { expect, test } from 'vitest'
import { capabilityWord, changeWord, whoDid } from './words.ts'

test('CO-12 what the journal, the ledger and the advice say in codes has words; what has none is shown as it is', () => {
  expect(changeWord('incident.filed')).toBe('立案')
  expect(changeWord('incident.unheard-of')).toBe('incident.unheard-of')
  expect(capabilityWord('traffic')).toBe('交通疏导')
  expect(capabilityWord('diving')).toBe('diving')
  expect(whoDid({ id: 'system', name: 'whatever an older journal says' })).toBe('系统')
  expect(whoDid({ id: '1', name: '王一' })).toBe('王一')
})
