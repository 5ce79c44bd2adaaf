import type { CameraProfile } from '@one-centre/shared/cameras'
import type { Id } from '@one-centre/shared/ids'
import type { Reader } from '../../kernel/handler.ts'
import type { SourceFields } from './rules.ts'

export interface SourceRow {
  readonly mainUrl: string
  readonly subUrl: string
  readonly userName: string
  readonly hasPassword: boolean
}

/** The way to a camera as commands and queries may read it: without the password. */
export async function findSource(reader: Reader, cameraId: string): Promise<SourceRow | undefined> {
  const rows = await reader.query<SourceRow>(
    `select main_url as "mainUrl", sub_url as "subUrl", user_name as "userName", has_password as "hasPassword"
     from camera_sources where camera_id = $1`,
    [cameraId],
  )
  return rows[0]
}

export interface SourceOrder extends SourceFields {
  readonly cameraId: Id<'camera'>
  readonly township: Id<'organisation'>
}

const row = `unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
       as n (camera_id, township, main_url, sub_url, user_name, password)`

/** A password that is null stays what it was. Replaced, not merged: to merge, the role would have to read passwords. */
export async function saveSources(reader: Reader, orders: readonly SourceOrder[]): Promise<void> {
  if (orders.length === 0) return
  const renewed = orders.filter(order => order.password !== null)
  if (renewed.length > 0) {
    await reader.query('delete from camera_sources where camera_id = any($1::uuid[])', [
      renewed.map(order => order.cameraId),
    ])
  }
  const values = [
    orders.map(order => order.cameraId),
    orders.map(order => order.township),
    orders.map(order => order.mainUrl),
    orders.map(order => order.subUrl),
    orders.map(order => order.userName),
    orders.map(order => order.password ?? ''),
  ]
  await reader.query(
    `insert into camera_sources (camera_id, township, main_url, sub_url, user_name, password)
     select * from ${row} on conflict do nothing`,
    values,
  )
  await reader.query(
    `update camera_sources s set main_url = n.main_url, sub_url = n.sub_url, user_name = n.user_name
     from ${row} where s.camera_id = n.camera_id`,
    values,
  )
}

export async function forgetSource(reader: Reader, cameraId: string): Promise<void> {
  await reader.query('delete from camera_sources where camera_id = $1', [cameraId])
}

/** The way into a stream with its password; for the server itself, no command or query may read it. */
export async function findWay(
  reader: Reader,
  cameraId: string,
  profile: CameraProfile,
): Promise<{ readonly url: string; readonly userName: string; readonly password: string } | undefined> {
  const rows = await reader.query<{ main: string; sub: string; userName: string; password: string }>(
    `select main_url as main, sub_url as sub, user_name as "userName", password
     from camera_sources where camera_id = $1`,
    [cameraId],
  )
  const row = rows[0]
  if (row === undefined || row[profile] === '') return undefined
  return { url: row[profile], userName: row.userName, password: row.password }
}
