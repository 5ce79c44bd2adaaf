import { CHINA_OFFSET_MINUTES } from '@one-centre/shared/calendar'
import type { ParamsOf } from '@one-centre/shared/contract'
import type { Cells } from '@one-centre/shared/tables'
import { fromIso, MINUTE, toIso } from '@one-centre/shared/time'
import {
  exportViewings,
  listViewings,
  MOST_EXPORTED_VIEWINGS,
  type Viewing,
} from '@one-centre/shared/viewings'
import { handleQuery, type Reader } from '../../kernel/handler.ts'
import { encodeTable } from '../../platform/tables.ts'

type Filter = ParamsOf<typeof listViewings>['filter']

/** The key that tokens are signed with; every server on the database has the same. */
export async function tokenKey(reader: Reader): Promise<Buffer> {
  const rows = await reader.query<{ secret: Buffer }>('select secret from camera_token_keys')
  return rows[0]!.secret
}

export async function findViewing(reader: Reader, viewingId: string): Promise<Viewing | undefined> {
  const rows = await reader.query<{ entity: Viewing }>('select entity from viewings where id = $1', [
    viewingId,
  ])
  return rows[0]?.entity
}

const dayBegins = (day: string): string =>
  toIso(fromIso(`${day}T00:00:00.000Z`) - CHINA_OFFSET_MINUTES * MINUTE)
const DAY_MINUTES = 1_440

/** Newest first, behind the row `before` where one is named. */
async function readRegister(
  reader: Reader,
  township: string | null,
  { from, to, cameraId }: Filter,
  page: { readonly before: string | null; readonly limit: number },
): Promise<readonly Viewing[]> {
  const until = to === null ? null : toIso(fromIso(dayBegins(to)) + DAY_MINUTES * MINUTE)
  const rows = await reader.query<{ entity: Viewing }>(
    `select entity from viewings
     where ($1::uuid is null or township = $1) and ($2::text is null or asked_at >= $2) and ($3::text is null or asked_at < $3)
       and ($4::uuid is null or camera_id = $4)
       and ($5::uuid is null or (asked_at, id) < (select asked_at, id from viewings where id = $5))
     order by asked_at desc, id desc limit $6`,
    [township, from === null ? null : dayBegins(from), until, cameraId, page.before, page.limit],
  )
  return rows.map(row => row.entity)
}

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
