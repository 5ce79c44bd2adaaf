import { CHINA_OFFSET_MINUTES } from '@one-centre/shared/calendar'
import type { Cells } from '@one-centre/shared/tables'
import { fromIso, MINUTE, toIso } from '@one-centre/shared/time'
import {
  exportViewings,
  listViewings,
  MOST_EXPORTED_VIEWINGS,
  type Viewing,
} from '@one-centre/shared/viewings'
import { handleQuery } from '../../kernel/handler.ts'
import { encodeTable } from '../../platform/tables.ts'
import { readRegister } from './register-store.ts'

/** From the county's seat the register is that of all its townships: row-level security shows no others. */
const townOf = (township: string, county: string): string | null => (township === county ? null : township)

const list = handleQuery({
  contract: listViewings,
  answer: async ({ params, reader, township, county }) => {
    const viewings = await readRegister(reader, townOf(township, county), params.filter, params)
    const next = viewings.length < params.limit ? null : viewings.at(-1)!.id
    return { ok: true, answer: { viewings: [...viewings], next } }
  },
})

const local = (at: string | null): string =>
  at === null
    ? ''
    : toIso(fromIso(at) + CHINA_OFFSET_MINUTES * MINUTE)
        .slice(0, 19)
        .replace('T', ' ')

const endingWords = { left: '退出', revoked: '中止', lapsed: '到时' } as const

function cellsOf(viewings: readonly Viewing[]): Cells {
  return [
    [
      '申请时间',
      '使用人',
      '使用单位',
      '摄像机',
      '事由',
      '内容',
      '事件编号',
      '开始观看',
      '结束',
      '结束方式',
      '说明',
    ],
    ...viewings.map(one => [
      local(one.askedAt),
      one.viewer.name,
      one.unit,
      one.cameraName,
      one.reason,
      one.content,
      one.incidentNumber,
      local(one.begunAt),
      local(one.endedAt),
      one.ending === null ? '' : endingWords[one.ending.how],
      one.ending === null ? '' : [one.ending.by, one.ending.reason].filter(part => part !== '').join(' '),
    ]),
  ]
}

const exportTable = handleQuery({
  contract: exportViewings,
  // Names of people and what they looked at: taking it out of the system is on record.
  recorded: true,
  answer: async ({ params, reader, township, county }) => {
    const page = { before: null, limit: MOST_EXPORTED_VIEWINGS }
    const viewings = await readRegister(reader, townOf(township, county), params.filter, page)
    return { ok: true, answer: await encodeTable('视频调用登记', params.format, cellsOf(viewings)) }
  },
})

export const registerQueries = [list, exportTable]
