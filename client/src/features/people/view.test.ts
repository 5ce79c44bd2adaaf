import { expect, test } from 'vitest'
import { csvCells, missingOf, personForm, personOrder, signInNameIn, wordsIn } from './view.ts'

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

test('U-63 a sign-in name is taken from the table only where the person is there exactly once', () => {
  const head = '姓名,手机,职务,机构编码,角色,队伍编码,登录名'
  const rows = ['李敏,138,,A1,,,li.min', '王强,,,A1,,,', '张伟,,,A1,,,zw1', '张伟,,,A1,,,zw2']
  const cells = csvCells([head, ...rows].join('\r\n'))

  expect(signInNameIn(cells, { name: '李敏', phone: '138', bodyCode: 'A1' })).toBe('li.min')
  expect(signInNameIn(cells, { name: '王强', phone: '', bodyCode: 'A1' })).toBeNull()
  expect(signInNameIn(cells, { name: '张伟', phone: '', bodyCode: 'A1' })).toBeUndefined()
  expect(signInNameIn([], { name: '李敏', phone: '138', bodyCode: 'A1' })).toBeUndefined()
})

test('U-63 a quoted cell keeps its commas, quotes and line breaks', () => {
  expect(csvCells('\uFEFFa,"b,""c""\r\nd"\r\n,e\r\n')).toEqual([
    ['a', 'b,"c"\r\nd'],
    ['', 'e'],
  ])
})

test('U-62 words in a field are parted by commas of either script, each once', () => {
  expect(wordsIn('焊接、 高空，焊接,')).toEqual(['焊接', '高空'])
})
