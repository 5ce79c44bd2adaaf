import {
  limitSteps,
  type Level,
  type Limit,
  type LimitKind,
  type LimitStep,
} from '@one-centre/shared/matters'
import { teamKinds, type TeamKind } from '@one-centre/shared/people'
import {
  listCell,
  numberCell,
  optionalCell,
  textCell,
  wordCell,
  yesNoCell,
  type CellRead,
  type Column,
} from '@one-centre/shared/tables'

export const levelWords: Readonly<Record<string, Level>> = {
  特急: 1,
  紧急: 2,
  一般: 3,
  复杂: 4,
  '1': 1,
  '2': 2,
  '3': 3,
  '4': 4,
}

export const teamKindWords: Readonly<Record<string, TeamKind>> = {
  综合执法: 'enforcement',
  公安: 'police',
  消防: 'fire',
  环卫: 'sanitation',
  维修: 'repair',
  医疗: 'medical',
  网格: 'grid',
  交通: 'traffic',
  巡查: 'inspection',
  ...Object.fromEntries(teamKinds.map(kind => [kind, kind])),
}

const stepWords: Readonly<Record<LimitStep, string>> = {
  intake: '受理',
  check: '核实',
  dispatch: '派遣',
  acceptance: '签收',
  return: '退单',
  arrival: '到场',
  handling: '处置',
  verification: '核查',
  handover: '移交',
}

interface Unit {
  readonly kind: LimitKind
  /** What one of it is in the limit's own amount: minutes for hours, days for days. */
  readonly amount: number
}

const units: Readonly<Record<string, Unit>> = {
  紧急工作时: { kind: 'emergency-hour', amount: 60 },
  工作时: { kind: 'working-hour', amount: 60 },
  工作日: { kind: 'working-day', amount: 1 },
  日历日: { kind: 'calendar-day', amount: 1 },
  天: { kind: 'calendar-day', amount: 1 },
  分钟: { kind: 'emergency-hour', amount: 1 },
  小时: { kind: 'emergency-hour', amount: 60 },
  'emergency-hour': { kind: 'emergency-hour', amount: 60 },
  'working-hour': { kind: 'working-hour', amount: 60 },
  'working-day': { kind: 'working-day', amount: 1 },
  'calendar-day': { kind: 'calendar-day', amount: 1 },
  minute: { kind: 'emergency-hour', amount: 1 },
}

/** MA-5: `2 工作时`, `30分钟`, `3 working-day`. */
export function readLimit(cell: string): CellRead<Limit> {
  const match = /^(\d+(?:\.\d+)?)\s*([^\d\s].*)$/.exec(cell)
  const unit = units[match?.[2]?.trim().replace(/s$/, '') ?? '']
  const amount = Number(match?.[1]) * (unit?.amount ?? 0)
  if (cell === '') return { fault: 'missing', expected: '2 工作时' }
  if (unit === undefined || amount <= 0 || amount > 525_600)
    return { fault: 'not-allowed', expected: Object.keys(units).join(' / ') }
  // Whole days only: a day has no half in the statutes.
  if (unit.kind.endsWith('day') && !Number.isInteger(amount))
    return { fault: 'not-allowed', expected: '1, 2, 3 …' }
  return { value: { kind: unit.kind, amount } }
}

/** A limit in the words that `readLimit` reads. */
export function writeLimit({ kind, amount }: Limit): string {
  const [word, unit] = Object.entries(units).find(([, one]) => one.kind === kind) ?? ['', { amount: 1 }]
  return `${amount / unit.amount}${word}`
}

function column<Value>(given: Column<Value>): Column<Value> {
  return given
}

const limitColumns = Object.fromEntries(
  limitSteps.map(step => [
    step,
    column({ headers: [`${stepWords[step]}时限`, `limit ${step}`], required: true, read: readLimit }),
  ]),
) as Readonly<Record<LimitStep, Column<Limit>>>

const dateCell: Column<string>['read'] = cell => {
  const match = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(cell)
  const date =
    match === null ? '' : [match[1], match[2]?.padStart(2, '0'), match[3]?.padStart(2, '0')].join('-')
  const time = Date.parse(`${date}T00:00:00.000Z`)
  // A day that does not exist, such as 30 February, comes back as another one.
  const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
  return date !== '' && exists
    ? { value: date }
    : { fault: cell === '' ? 'missing' : 'not-allowed', expected: '2026-01-31' }
}

export const columns = {
  code: column({ headers: ['事项编码', 'code', '编码'], required: true, read: textCell(40) }),
  major: column({ headers: ['大类', 'major'], required: true, read: textCell(40) }),
  name: column({ headers: ['小类', 'name', '事项名称'], required: true, read: textCell(80) }),
  level: column({ headers: ['等级', 'level'], required: true, read: wordCell(levelWords) }),
  leads: column({ headers: ['主办机构编码', 'leadCodes'], required: false, read: listCell(textCell(40)) }),
  assisting: column({
    headers: ['协办机构编码', 'assistingCodes'],
    required: false,
    read: listCell(textCell(40)),
  }),
  teamKinds: column({
    headers: ['队伍类型', 'teamKinds'],
    required: false,
    read: listCell(wordCell(teamKindWords)),
  }),
  capabilities: column({
    headers: ['能力要求', 'capabilities'],
    required: false,
    read: listCell(textCell(40)),
  }),
  basis: column({ headers: ['依据', 'basis'], required: false, read: optionalCell(400) }),
  photoBefore: column({ headers: ['处置前照片', 'photoBefore'], required: false, read: yesNoCell }),
  photoAfter: column({ headers: ['处置后照片', 'photoAfter'], required: false, read: yesNoCell }),
  photoPerStage: column({ headers: ['分阶段照片', 'photoPerStage'], required: false, read: yesNoCell }),
  stages: column({ headers: ['阶段数', 'stages'], required: false, read: numberCell(1, 3) }),
  validFrom: column({ headers: ['生效日期', 'validFrom'], required: true, read: dateCell }),
  ...limitColumns,
}
