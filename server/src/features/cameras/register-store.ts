import { CHINA_OFFSET_MINUTES } from '@one-centre/shared/calendar'
import type { ParamsOf } from '@one-centre/shared/contract'
import { fromIso, MINUTE, toIso } from '@one-centre/shared/time'
import type { listViewings, Viewing } from '@one-centre/shared/viewings'
import type { Reader } from '../../kernel/handler.ts'

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
export async function readRegister(
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
