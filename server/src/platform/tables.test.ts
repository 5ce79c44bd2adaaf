import { deflateRawSync } from 'node:zlib'
import {
  exampleRow,
  patternCell,
  readTable,
  textCell,
  wordCell,
  yesNoCell,
  type Column,
} from '@one-centre/shared/tables'
import exceljs from 'exceljs'
import { describe, expect, it } from 'vitest'
import { decodeTable, encodeTable } from './tables.ts'

const file = (bytes: Uint8Array): { fileName: string; content: string } => ({
  fileName: 'x',
  content: Buffer.from(bytes).toString('base64'),
})
const text = '姓名,手机\r\n张三,13800000000\r\n'
const cells = [
  ['姓名', '手机'],
  ['张三', '13800000000'],
]
const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16()
// 姓名,手机 CRLF 张三,13800000000 CRLF in GBK.
const gbk = Buffer.concat([
  Buffer.from('d0d5c3fb2ccad6bbfa0d0a', 'hex'),
  Buffer.from('d5c5c8fd', 'hex'),
  Buffer.from(',13800000000\r\n'),
])

async function xlsx(rows: unknown[][]): Promise<Buffer> {
  const workbook = new exceljs.Workbook()
  workbook.addWorksheet('a').addRows(rows)
  return Buffer.from(await workbook.xlsx.writeBuffer())
}

/** A ZIP of one entry that says it is 10 bytes long and unpacks to `size`. */
function zipOf(size: number): Buffer {
  const packed = deflateRawSync(Buffer.alloc(size))
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(8, 10)
  entry.writeUInt32LE(packed.length, 20)
  entry.writeUInt32LE(10, 24)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(30 + packed.length, 16)
  return Buffer.concat([local, packed, entry, end])
}

describe('tables', () => {
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16 LE', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16 BE', swapped(Buffer.from(`\uFEFF${text}`, 'utf16le'))],
    ['GBK', gbk],
    ['tabs', Buffer.from(text.replaceAll(',', '\t'))],
  ])('TB-1 reads CSV in %s', async (_name, bytes) => {
    expect(await decodeTable(file(bytes))).toEqual({ cells })
  })

  it('TB-1 reads XLSX by its bytes, whatever a cell holds', async () => {
    const bytes = await xlsx([
      ['a', 'b', 'c'],
      ['001', 13800000000, { formula: '1+1', result: 2 }],
      [new Date('2026-01-31T00:00:00.000Z'), { richText: [{ text: 'r' }, { text: 't' }] }, true],
    ])

    expect(await decodeTable(file(bytes))).toEqual({
      cells: [
        ['a', 'b', 'c'],
        ['001', '13800000000', '2'],
        ['2026-01-31', 'rt', 'true'],
      ],
    })
  })

  it.each([
    ['nothing', Buffer.alloc(0), 'empty'],
    ['a broken ZIP', Buffer.from('PK broken'), 'unreadable'],
    ['no text', Buffer.from([0x80, 0xff, 0x80, 0xff]), 'unreadable'],
    ['a ZIP that unpacks to 64 MB and says 10 bytes', zipOf(67_108_864), 'too-large'],
    ['too many rows', Buffer.from('a\n'.repeat(6_000)), 'too-many-rows'],
  ])('TB-4 says why it does not read %s', async (_name, bytes, fault) => {
    expect(await decodeTable(file(bytes))).toMatchObject({ fault })
  })

  it('TB-5 tells a number that a spreadsheet has rounded', async () => {
    const bytes = await xlsx([['id'], [Number('511421199003071234')]])
    const columns = { id: { headers: ['id'], required: true, read: textCell(18) } as Column<string> }

    const decoded = await decodeTable(file(bytes))

    const result = readTable('cells' in decoded ? decoded.cells : [], columns)
    expect(result.errors).toMatchObject([{ row: 2, column: 'id', code: 'number-lost-digits' }])
    expect(readTable([['id'], ['5.11421E+17']], columns).errors).toHaveLength(1)
  })

  it.each(['csv', 'xlsx'] as const)('TB-6 keeps formulas text in %s and reads them again', async format => {
    const dangerous = ['=1+1', '+86', '-1', '@SUM(A1)', 'a,"b"\nc', '18位']

    const out = await encodeTable('t', format, [['a', 'b', 'c', 'd', 'e', 'f'], dangerous])
    const decoded = await decodeTable(out)

    const line = 'cells' in decoded ? decoded.cells[1] : []
    expect(line?.slice(0, 4)).toEqual(["'=1+1", "'+86", "'-1", "'@SUM(A1)"])
    expect(line?.[4]).toBe('a,"b"\nc')
    const any = { headers: ['a'], required: true, read: textCell(40) } as Column<string>
    expect(readTable('cells' in decoded ? decoded.cells : [], { a: any }).rows[0]?.values.a).toBe('=1+1')
  })
})

describe('rows', () => {
  const columns = {
    name: { headers: ['姓名', 'name'], required: true, read: textCell(4) } as Column<string>,
    kind: {
      headers: ['类型', 'kind'],
      required: false,
      read: wordCell({ 甲: 1, a: 1 }, 0),
    } as Column<number>,
    phone: {
      headers: ['手机', 'phone'],
      required: false,
      read: patternCell(/^\d+$/, '1380'),
    } as Column<string>,
    lead: { headers: ['是否', 'lead'], required: false, read: yesNoCell } as Column<boolean>,
  }

  it('TB-2 reads headers in both languages, in any order, with stars and blanks', () => {
    const result = readTable(
      [
        ['Phone', 'x', ' 姓 名* '],
        ['138', 'ignored', '张三'],
      ],
      columns,
    )

    expect(result).toEqual({
      errors: [],
      rows: [{ row: 2, values: { name: '张三', kind: 0, phone: '138', lead: false } }],
    })
  })

  it('TB-2 names a column that is missing and one that is there twice', () => {
    expect(readTable([['手机']], columns).errors).toMatchObject([
      { row: 1, column: '姓名', code: 'header-missing', expected: '姓名 / name' },
    ])
    expect(readTable([['姓名', 'name']], columns).errors).toMatchObject([{ code: 'header-twice' }])
    expect(readTable([], columns).errors).toMatchObject([{ row: 0, code: 'empty' }])
    expect(readTable([['姓名'], ['  ']], columns).errors).toMatchObject([{ row: 0, code: 'empty' }])
  })

  it('TB-3 tells every wrong cell and what would be right', () => {
    const { rows, errors } = readTable(
      [
        ['姓名', '类型', '手机', '是否'],
        ['', '乙', '13a', '也许'],
        ['', '', '', ''],
        ['张三李四王', '甲', '1', '是'],
        ['张三', 'A', '1', 'yes'],
      ],
      columns,
    )

    expect(errors).toMatchObject([
      { row: 2, column: '姓名', code: 'missing' },
      { row: 2, column: '类型', code: 'not-allowed', value: '乙', expected: '甲' },
      { row: 2, column: '手机', code: 'not-allowed', value: '13a', expected: '1380' },
      { row: 2, column: '是否', code: 'not-allowed' },
      { row: 4, column: '姓名', code: 'too-long', expected: '4' },
    ])
    expect(rows).toEqual([{ row: 5, values: { name: '张三', kind: 1, phone: '1', lead: true } }])
  })
})

it('TB-7 TB-8 an example row is passed over, and what would be right is told in the first words', () => {
  const kind = wordCell({ 内设机构: 'office', 办公室: 'office', office: 'office', 企业: 'enterprise' })
  const columns = { name: { headers: ['名称'] as const, required: true, read: kind } }

  expect(exampleRow(columns, { name: '企业' })).toEqual(['示例：企业'])
  expect(readTable([['名称'], ['示例：企业'], ['办公室']], columns)).toMatchObject({
    rows: [{ row: 3, values: { name: 'office' } }],
    errors: [],
  })
  expect(kind('厂')).toEqual({ fault: 'not-allowed', expected: '内设机构 / 企业' })
})
