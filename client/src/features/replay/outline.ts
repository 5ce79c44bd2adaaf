import type { ReplayReport, Review, ReviewInterval, ReviewLimit, ReviewStep } from '@one-centre/shared/replay'
import { fromIso, HOUR, MINUTE, SECOND, type Iso } from '@one-centre/shared/time'
import { changeWord, whoDid } from '../../messages/words.ts'
import { civilDay, clockTime } from '../../ui/instants.ts'

/** Words of the language shown. */
export type Words = (key: string, named?: Readonly<Record<string, string | number>>) => string

export interface Table {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface Part {
  readonly heading: string
  readonly facts: readonly (readonly [label: string, value: string])[]
  readonly tables: readonly Table[]
}

/** An after-action report as text alone: what Word, or a page, is made of. */
export interface Outline {
  readonly title: string
  readonly lines: readonly string[]
  readonly summary: readonly Table[]
  readonly parts: readonly Part[]
}

export const NONE = '—'

export function instantWords(at: Iso | null): string {
  if (at === null) return NONE
  const milliseconds = fromIso(at)
  return `${civilDay(milliseconds)} ${clockTime(milliseconds)}`
}

/** The two largest units, rounded down: nobody reads the seconds of a day. */
export function spanWords(milliseconds: number | null, t: Words): string {
  if (milliseconds === null) return NONE
  const days = Math.floor(milliseconds / (24 * HOUR))
  const hours = Math.floor(milliseconds / HOUR) % 24
  const minutes = Math.floor(milliseconds / MINUTE) % 60
  const seconds = Math.floor(milliseconds / SECOND) % 60
  if (days > 0) return t('replay.review.days', { days, hours })
  if (hours > 0) return t('replay.review.hours', { hours, minutes })
  return t('replay.review.minutes', { minutes, seconds })
}

/** How far inside or beyond its limit, of the time that counts. */
export function marginWords({ countedMs, allowedMs }: ReviewLimit, t: Words): string {
  const left = allowedMs - countedMs
  return t(left >= 0 ? 'replay.review.left' : 'replay.review.over', { span: spanWords(Math.abs(left), t) })
}

export function stepWords(limit: Pick<ReviewLimit, 'step' | 'stage' | 'cycle'>, t: Words): string {
  const step = t(`incidents.clock.step.${limit.step}`)
  const stage = limit.stage > 1 ? t('replay.review.stage', { stage: limit.stage }) : ''
  const cycle = limit.cycle > 1 ? t('replay.review.cycle', { cycle: limit.cycle }) : ''
  return `${step}${stage}${cycle}`
}

export function limitCells(limit: ReviewLimit, t: Words): readonly string[] {
  return [
    stepWords(limit, t),
    t(`incidents.clock.limit.${limit.limit.kind}`, { amount: limit.limit.amount }),
    instantWords(limit.startedAt),
    instantWords(limit.dueBy),
    instantWords(limit.stoppedAt),
    `${t(`replay.review.verdict.${limit.verdict}`)} ${marginWords(limit, t)}`,
  ]
}

export function intervalCells(interval: ReviewInterval, t: Words): readonly string[] {
  return [
    t(`replay.review.interval.${interval.name}`),
    instantWords(interval.from),
    instantWords(interval.to),
    spanWords(interval.milliseconds, t),
  ]
}

export const limitHead = (t: Words): readonly string[] =>
  ['step', 'planned', 'started', 'due', 'done', 'result'].map(name => t(`replay.review.${name}`))
export const intervalHead = (t: Words): readonly string[] =>
  ['part', 'from', 'to', 'took'].map(name => t(`replay.review.${name}`))

/** How many limits were kept, of those that were decided. */
export function keptOf(reviews: readonly Review[]): { readonly kept: number; readonly decided: number } {
  const verdicts = reviews.flatMap(review => review.limits.map(limit => limit.verdict))
  const kept = verdicts.filter(verdict => verdict === 'kept').length
  const broken = verdicts.filter(verdict => verdict === 'broken' || verdict === 'overdue').length
  return { kept, decided: kept + broken }
}

const kinds: readonly string[] = ['incident', 'task', 'note', 'report', 'supervision']

export function stepCells({ at, kind, type, by }: ReviewStep, t: Words): readonly string[] {
  const of = kinds.includes(kind) ? t(`incidents.change.kind.${kind}`) : kind
  return [instantWords(at), of, changeWord(type), whoDid({ id: '', name: by })]
}

function partOf(review: Review, t: Words): Part {
  return {
    heading: `${review.number ?? NONE} ${review.title}`,
    facts: [
      [t('replay.review.level'), t(`incidents.level.${review.level}`)],
      [t('replay.review.state'), t(`incidents.state.${review.state}`)],
      [t('replay.review.place'), review.address || NONE],
      [t('replay.review.lead'), review.lead || NONE],
      [t('replay.review.reported'), instantWords(review.reportedAt)],
      [t('replay.review.ended'), instantWords(review.endedAt)],
    ],
    tables: [
      {
        caption: t('replay.review.limits'),
        head: limitHead(t),
        rows: review.limits.map(limit => limitCells(limit, t)),
      },
      {
        caption: t('replay.review.intervals'),
        head: intervalHead(t),
        rows: review.intervals.map(interval => intervalCells(interval, t)),
      },
      {
        caption: t('replay.review.course'),
        head: ['at', 'kind', 'what', 'who'].map(name => t(`replay.review.${name}`)),
        rows: review.steps.map(step => stepCells(step, t)),
      },
    ],
  }
}

/** RS-21: everything the report says, with where it comes from and as of when. */
export function outlineOf(report: ReplayReport, about: string, t: Words): Outline {
  const { kept, decided } = keptOf(report.reviews)
  const lines = [
    t('replay.review.about', { about }),
    t('replay.review.asOf', { at: instantWords(report.at) }),
    t('replay.review.kept', { incidents: report.reviews.length, kept, decided }),
    t('replay.review.source'),
    ...(report.complete ? [] : [t('replay.review.cut', { count: report.reviews.length })]),
  ]
  const summary: Table = {
    caption: t('replay.review.summary'),
    head: ['number', 'incidentTitle', 'level', 'state', 'reported', 'ended', 'keptOf'].map(name =>
      t(`replay.review.${name}`),
    ),
    rows: report.reviews.map(review => {
      const own = keptOf([review])
      return [
        review.number ?? NONE,
        review.title,
        t(`incidents.level.${review.level}`),
        t(`incidents.state.${review.state}`),
        instantWords(review.reportedAt),
        instantWords(review.endedAt),
        `${own.kept} / ${own.decided}`,
      ]
    }),
  }
  return {
    title: t('replay.review.title', { place: report.place }),
    lines,
    summary: report.reviews.length > 1 ? [summary] : [],
    parts: report.reviews.map(review => partOf(review, t)),
  }
}
