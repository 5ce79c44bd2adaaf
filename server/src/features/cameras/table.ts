import { cameraCapabilities, cameraForms, type Camera } from '@one-centre/shared/cameras'
import type { Id } from '@one-centre/shared/ids'
import type { Organisation } from '@one-centre/shared/organisations'
import {
  cellError,
  listCell,
  numberCell,
  optionalCell,
  patternCell,
  readTable,
  textCell,
  wordCell,
  yesNoCell,
  type Cells,
  type Column,
  type RowOf,
  type TableError,
} from '@one-centre/shared/tables'
import { whyNotReach } from './networks.ts'
import type { Networks } from '../../platform/networks.ts'
import { streamsOf, unseen, whyNotSave, type Surroundings } from './rules.ts'
import type { SourceOrder } from './store.ts'

const formWords: Readonly<Record<string, Camera['form']>> = {
  枪机: 'fixed',
  球机: 'ptz',
  半球: 'dome',
  全景: 'panorama',
  ...Object.fromEntries(cameraForms.map(form => [form, form])),
}
const capabilityWords: Readonly<Record<string, Camera['capabilities'][number]>> = {
  云台: 'ptz',
  音频: 'audio',
  夜视: 'night',
  抓图: 'snapshot',
  ...Object.fromEntries(cameraCapabilities.map(one => [one, one])),
}

function column<Value>(given: Column<Value>): Column<Value> {
  return given
}

const streamCell = patternCell(/^rtsps?:\/\/[^\s@]{1,490}$/, 'rtsp://host:554/path')

const columns = {
  code: column({
    headers: ['设备编码', 'code', '编码', 'id', 'cctv_id', 'featureId'],
    required: true,
    read: textCell(60),
  }),
  name: column({ headers: ['名称', 'name', '设备名称'], required: true, read: textCell(120) }),
  bodyCode: column({ headers: ['机构编码', 'organisationCode'], required: false, read: optionalCell(40) }),
  address: column({
    headers: ['位置', 'address', '地址', 'location_description'],
    required: false,
    read: optionalCell(200),
  }),
  lon: column({ headers: ['经度', 'lon', 'longitude'], required: false, read: numberCell(-180, 180) }),
  lat: column({ headers: ['纬度', 'lat', 'latitude'], required: false, read: numberCell(-90, 90) }),
  form: column({ headers: ['类型', 'form'], required: false, read: wordCell(formWords, 'fixed') }),
  azimuth: column({ headers: ['方位角', 'azimuth'], required: false, read: numberCell(0, 360) }),
  fieldOfView: column({ headers: ['视场角', 'fieldOfView'], required: false, read: numberCell(1, 360) }),
  range: column({ headers: ['可视距离', 'range'], required: false, read: numberCell(1, 5_000) }),
  capabilities: column({
    headers: ['能力', 'capabilities'],
    required: false,
    read: listCell(wordCell(capabilityWords)),
  }),
  purpose: column({ headers: ['用途', 'purpose'], required: false, read: optionalCell(200) }),
  recordingDays: column({
    headers: ['录像天数', 'recordingDays'],
    required: false,
    read: numberCell(0, 3_650),
  }),
  signPosted: column({ headers: ['提示标识', 'signPosted'], required: false, read: yesNoCell }),
  tags: column({ headers: ['标签', 'tags'], required: false, read: listCell(textCell(20)) }),
  mainUrl: column({ headers: ['主码流', 'mainUrl', 'RTSP'], required: false, read: streamCell }),
  subUrl: column({ headers: ['子码流', 'subUrl'], required: false, read: streamCell }),
  userName: column({ headers: ['设备用户名', 'userName'], required: false, read: optionalCell(100) }),
  password: column({ headers: ['设备密码', 'password'], required: false, read: optionalCell(200) }),
}

/** Where nothing is said: a fixed camera with a 4 mm lens on a pole. */
const FIELD_OF_VIEW = 80
const RANGE_METRES = 80
const MOST_TAGS = 10

export interface CameraPlan {
  readonly added: readonly Camera[]
  readonly changed: readonly Camera[]
  readonly unchanged: number
  /** The ways to those that name one. */
  readonly sources: readonly SourceOrder[]
  readonly errors: readonly TableError[]
}

type Row = { readonly row: number; readonly values: RowOf<typeof columns> }

export interface PlanContext extends Surroundings {
  readonly township: Id<'organisation'>
  readonly networks: Networks
  readonly idOf: (code: string) => Id<'camera'>
}

/** A GeoJSON file may name its cameras by a property or by the feature's own id; the property comes first. */
function oneCode(cells: Cells): Cells {
  const header = cells[0]
  const feature = header?.indexOf('featureId') ?? -1
  if (header === undefined || feature < 0) return cells
  const named = header.some((name, at) => at !== feature && columns.code.headers.includes(name))
  return named ? cells.map(row => row.filter((_, at) => at !== feature)) : cells
}

/** CA-9: what a list of cameras would do, all or nothing; every error by row. */
export function planCameras(given: Cells, context: PlanContext): CameraPlan {
  const { rows, errors } = readTable(oneCode(given), columns)
  const found: TableError[] = [...errors]
  const own = new Map(context.cameras.map(camera => [camera.code, camera]))
  const bodies = new Map([...context.bodies.values()].map(body => [body.code, body]))
  const seen = new Set<string>()
  const drafts = rows.map(row => {
    const { code } = row.values
    if (seen.has(code)) found.push(cellError(row.row, columns.code, 'twice', code, ''))
    seen.add(code)
    const before = own.get(code)
    const after = cameraOf(row, before, bodies, context)
    found.push(...rowErrors(row, after, before, bodies, context))
    return { before, after, source: sourceOf(row, after) }
  })
  if (found.length > 0) return { added: [], changed: [], unchanged: 0, sources: [], errors: found }
  const changed = drafts.filter(
    ({ before, after, source }) => before !== undefined && (source !== undefined || !isSame(before, after)),
  )
  const added = drafts.filter(({ before }) => before === undefined)
  return {
    added: added.map(draft => draft.after),
    changed: changed.map(draft => draft.after),
    unchanged: drafts.length - added.length - changed.length,
    sources: drafts.flatMap(draft => (draft.source === undefined ? [] : [draft.source])),
    errors: [],
  }
}

function rowErrors(
  { row, values }: Row,
  after: Camera,
  before: Camera | undefined,
  bodies: ReadonlyMap<string, Organisation>,
  context: PlanContext,
): readonly TableError[] {
  const errors: TableError[] = []
  if (values.bodyCode !== '' && !bodies.has(values.bodyCode))
    errors.push(cellError(row, columns.bodyCode, 'unknown', values.bodyCode, ''))
  if ((values.lon === null) !== (values.lat === null))
    errors.push(cellError(row, values.lon === null ? columns.lon : columns.lat, 'missing', '', ''))
  if (values.tags.length > MOST_TAGS)
    errors.push(cellError(row, columns.tags, 'too-long', values.tags.join('、'), String(MOST_TAGS)))
  if (before?.retired === true)
    errors.push(cellError(row, columns.code, 'refused', after.code, 'cameras.retired'))
  // The code is its own row's or its own camera's by now.
  const refusal = whyNotSave(after.id, after, { ...context, cameras: [] })
  const place = `${values.lon ?? ''}, ${values.lat ?? ''}`
  if (refusal !== null) errors.push(cellError(row, columns.lon, 'refused', place, refusal.code))
  for (const key of ['mainUrl', 'subUrl'] as const) {
    if (values[key] === '') continue
    const why = whyNotReach(values[key], context.networks)
    if (why !== null) errors.push(cellError(row, columns[key], 'refused', values[key], why.code))
  }
  return errors
}

/** A stream that a row does not name stays as it is known. */
function sourceOf({ values }: Row, { id, township }: Camera): SourceOrder | undefined {
  const { mainUrl, subUrl, userName, password } = values
  if (mainUrl === '' && subUrl === '') return undefined
  return { cameraId: id, township, mainUrl, subUrl, userName, password }
}

function cameraOf(
  row: Row,
  before: Camera | undefined,
  bodies: ReadonlyMap<string, Organisation>,
  context: PlanContext,
): Camera {
  const { values } = row
  const { lon, lat, azimuth } = values
  const named = values.mainUrl !== '' || values.subUrl !== ''
  return {
    id: before?.id ?? context.idOf(values.code),
    township: context.township,
    version: before?.version ?? 0,
    review: before?.review ?? unseen.review,
    retired: before?.retired ?? false,
    streams: named ? streamsOf(values) : (before?.streams ?? []),
    code: values.code,
    name: values.name,
    organisationId: bodies.get(values.bodyCode)?.id ?? null,
    address: values.address,
    position: lon === null || lat === null ? null : { lon, lat },
    form: values.form,
    azimuthDegrees: azimuth === null ? null : azimuth % 360,
    fieldOfViewDegrees: values.fieldOfView ?? FIELD_OF_VIEW,
    rangeMetres: values.range ?? RANGE_METRES,
    capabilities: [...new Set(values.capabilities)],
    purpose: values.purpose,
    recordingDays: Math.round(values.recordingDays ?? 0),
    signPosted: values.signPosted,
    tags: values.tags.slice(0, MOST_TAGS),
  }
}

function isSame(a: Camera, b: Camera): boolean {
  const parts = (camera: Camera): readonly unknown[] =>
    Object.entries(camera).sort(([x], [y]) => (x < y ? -1 : 1))
  const plain = (camera: Camera): string =>
    JSON.stringify(
      parts({
        ...camera,
        position: camera.position && { lon: camera.position.lon, lat: camera.position.lat },
      }),
    )
  return plain(a) === plain(b)
}

/** CA-6: the rows of a table that `planCameras` reads again. The columns of the way to a camera are there and empty. */
export function cameraCells(cameras: readonly Camera[], bodies: readonly Organisation[]): Cells {
  const codes = new Map(bodies.map(body => [body.id as string, body.code]))
  const wordOf = <Value>(words: Readonly<Record<string, Value>>, value: Value): string =>
    Object.entries(words).find(([, one]) => one === value)?.[0] ?? ''
  const number = (value: number | null | undefined): string =>
    value === null || value === undefined ? '' : String(value)
  return [
    Object.values(columns).map(one => one.headers[0]),
    ...cameras.map(camera => [
      camera.code,
      camera.name,
      camera.organisationId === null ? '' : (codes.get(camera.organisationId) ?? ''),
      camera.address,
      number(camera.position?.lon),
      number(camera.position?.lat),
      wordOf(formWords, camera.form),
      number(camera.azimuthDegrees),
      number(camera.fieldOfViewDegrees),
      number(camera.rangeMetres),
      camera.capabilities.map(one => wordOf(capabilityWords, one)).join('、'),
      camera.purpose,
      number(camera.recordingDays),
      camera.signPosted ? '是' : '否',
      camera.tags.join('、'),
      '',
      '',
      '',
      '',
    ]),
  ]
}
