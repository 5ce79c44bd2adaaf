import type { CommandContract, ParamsOf } from '@one-centre/shared/contract'
import type { Incident } from '@one-centre/shared/incidents'
import type { Level, Matter } from '@one-centre/shared/matters'
import type { Task } from '@one-centre/shared/tasks'
import { toIso } from '@one-centre/shared/time'

export type FieldKind =
  | 'line'
  | 'text'
  | 'choice'
  | 'flag'
  | 'instant'
  | 'level'
  | 'matter'
  | 'organisation'
  | 'organisations'
  | 'incident'
  | 'person'
  | 'photos'

/** One field of a form. Its label is `incidents.fields.<key>`, a choice's word `incidents.words.<word>`. */
export interface Field {
  readonly key: string
  readonly kind: FieldKind
  readonly need: 'required' | 'optional'
  readonly maxLength: number
  readonly words: readonly string[]
}

/** What is filled in, by field: text, a yes or no, or ids. An instant is what `datetime-local` says. */
export type Values = Readonly<Record<string, string | boolean | readonly string[]>>

export interface Order {
  readonly contract: CommandContract
  readonly params: unknown
}

/** What a form may look at beside the incident: its tasks of every cycle, and its matter where it has one. */
export interface Around {
  readonly tasks: readonly Task[]
  readonly matter: Matter | undefined
}

/** One act as fields, what they start with, and the command they become. */
export interface Form {
  readonly fields: readonly Field[]
  readonly start: (incident: Incident, around: Around) => Values
  readonly order: (incident: Incident, values: Values) => Order
  /** The fields that are required of this very incident (CO-28). */
  readonly demands?: (incident: Incident, around: Around) => readonly string[]
  /** Ids of pictures at hand that its photo fields may take. */
  readonly offers?: (incident: Incident, around: Around) => readonly string[]
}

export const field = (key: string, kind: FieldKind, need: Field['need'], maxLength = 400): Field => ({
  key,
  kind,
  need,
  maxLength,
  words: [],
})
export const choice = (key: string, words: readonly string[], need: Field['need'] = 'required'): Field => ({
  ...field(key, 'choice', need),
  words,
})
export const order = <Contract extends CommandContract>(
  contract: Contract,
  params: ParamsOf<Contract>,
): Order => ({
  contract,
  params,
})

export const textOf = (values: Values, key: string): string => {
  const value = values[key]
  return typeof value === 'string' ? value.trim() : ''
}
export const flagOf = (values: Values, key: string): boolean => values[key] === true
export const idsOf = (values: Values, key: string): string[] => {
  const value = values[key]
  return typeof value === 'object' ? [...value] : []
}
export const idOrNull = (values: Values, key: string): string | null =>
  textOf(values, key) === '' ? null : textOf(values, key)
/** One of the words offered; the form offers no other. */
export const wordOf = <const Words extends readonly string[]>(
  values: Values,
  key: string,
  words: Words,
): Words[number] => words.find(word => word === textOf(values, key)) ?? words[0]!
export const instantOf = (values: Values, key: string): string => toIso(Date.parse(textOf(values, key)))
export const levelOf = (values: Values): Level => Number(textOf(values, 'level')) as Level

export const none = (): Values => ({})
export const reason = field('reason', 'text', 'required')
export const photos = field('photos', 'photos', 'optional')

/** The required fields that are still empty; none means it may be sent (CO-4). */
export function missingFields(fields: readonly Field[], values: Values): readonly string[] {
  return fields
    .filter(({ key, kind, need }) => {
      if (kind === 'instant' && textOf(values, key) !== '')
        return Number.isNaN(Date.parse(textOf(values, key)))
      const empty = kind === 'photos' ? idsOf(values, key).length === 0 : textOf(values, key) === ''
      return need === 'required' && empty
    })
    .map(({ key }) => key)
}

/** The fields of a form, with those marked that this incident demands. */
export function fieldsOf(form: Form, incident: Incident, around: Around): readonly Field[] {
  const demanded = form.demands?.(incident, around) ?? []
  return form.fields.map(one => (demanded.includes(one.key) ? { ...one, need: 'required' } : one))
}

/** The fields another person changed since a draft was begun: what it began with is no longer what is there (CO-10). */
export function changedSince(base: Values, theirs: Values): readonly string[] {
  return Object.keys(base).filter(key => key in theirs && String(theirs[key]) !== String(base[key]))
}

/** An instant (ms) as `datetime-local` says it, in the viewer's zone. */
export function localOf(at: number): string {
  const then = new Date(at)
  return new Date(at - then.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
