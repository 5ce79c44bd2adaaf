import { expect, test } from 'vitest'
import { missingOf, personForm, personOrder, wordsIn } from './view.ts'

const body = '018f0000-0000-7000-8000-000000000001'

test('U-62 a person is saved without an account only where that was said', () => {
  const form = personForm(undefined, body)

  expect(missingOf(form)).toEqual(['name', 'signInName'])
  expect(missingOf({ ...form, name: '李敏', signInName: 'Li' })).toEqual(['signInName'])
  expect(missingOf({ ...form, name: '李敏', withoutAccount: true })).toEqual([])
  expect(personOrder({ ...form, signInName: 'li.min', withoutAccount: true }).signInName).toBeNull()
  expect(personOrder({ ...form, signInName: 'li.min' }).signInName).toBe('li.min')
})

test('U-62 a post whose team was taken away has no team', () => {
  const posts = [{ role: 'member', township: body, organisationId: body, teamId: undefined }] as const

  const order = personOrder({ ...personForm(undefined, body), posts })

  expect(order.posts).toEqual([{ role: 'member', township: body, organisationId: body }])
  expect(Object.keys(order.posts[0] ?? {})).not.toContain('teamId')
})

test('PE-12 an unmentioned sign-in name is not sent', () => {
  const form = { ...personForm(undefined, body), name: '李敏', version: 3 }

  expect(missingOf(form)).toEqual([])
  expect(Object.keys(personOrder(form))).not.toContain('signInName')
  expect(personOrder({ ...form, withoutAccount: true }).signInName).toBeNull()
})

test('PE-12 the name the form shows is not said again, another one is', () => {
  const form = { ...personForm(undefined, body), name: '李敏', version: 3, knownName: 'li.min' }

  expect(Object.keys(personOrder({ ...form, signInName: 'li.min' }))).not.toContain('signInName')
  expect(Object.keys(personOrder(form))).not.toContain('knownName')
  expect(personOrder({ ...form, signInName: 'limin' }).signInName).toBe('limin')
})

test('U-62 words in a field are parted by commas of either script, each once', () => {
  expect(wordsIn('焊接、 高空，焊接,')).toEqual(['焊接', '高空'])
})
