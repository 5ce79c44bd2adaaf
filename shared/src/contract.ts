import { Type, type Static, type TObject, type TProperties, type TSchema } from 'typebox'
import type { Permission } from './access.ts'
import type { Id } from './ids.ts'

/** An object that refuses every property it does not name. */
export function record<Properties extends TProperties>(
  properties: Properties,
  description?: string,
): TObject<Properties> {
  return Type.Object(properties, {
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
  })
}

/** A UUID that names one `Kind`. */
export function id<Kind extends string>(): ReturnType<typeof Type.Unsafe<Id<Kind>>> {
  return Type.Unsafe<Id<Kind>>(
    Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' }),
  )
}

/** One of a list of words. */
export function oneOf<const Words extends readonly string[]>(
  words: Words,
): ReturnType<typeof Type.Unsafe<Words[number]>> {
  return Type.Unsafe<Words[number]>(Type.String({ enum: words as unknown as string[] }))
}

/** Text a person wrote: never blank, at most `maxLength` UTF-16 units. */
export function text(maxLength: number): ReturnType<typeof Type.String> {
  return Type.String({ minLength: 1, maxLength, pattern: '\\S' })
}

/** Text that may be empty. */
export function optionalText(maxLength: number): ReturnType<typeof Type.String> {
  return Type.String({ maxLength })
}

/** A day of the years 1000 to 8999 whose month has it: what is counted from it still has four digits of year. */
const DATE =
  '[1-8][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))'

/** An instant in UTC with milliseconds, `2026-11-23T09:30:00.000Z`: text order is time order. */
export const Instant = Type.String({
  pattern: `^${DATE}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}Z$`,
})

/** A civil date of the county, `2026-11-23`. */
export const CivilDate = Type.String({ pattern: `^${DATE}$` })

/** What a client may ask to be done. `name` is `<noun>.<imperative>`; the params are parsed before anything else runs. */
export interface CommandContract<
  Params extends TSchema = TSchema,
  Answer extends TSchema = TSchema,
  Name extends string = string,
> {
  readonly kind: 'command'
  readonly name: Name
  readonly summary: string
  readonly permission: Permission
  readonly params: Params
  readonly answer: Answer
}

/** What a client may ask to be told. */
export interface QueryContract<
  Params extends TSchema = TSchema,
  Answer extends TSchema = TSchema,
  Name extends string = string,
> {
  readonly kind: 'query'
  readonly name: Name
  readonly summary: string
  readonly permission: Permission
  readonly params: Params
  readonly answer: Answer
}

export type ParamsOf<Contract extends { readonly params: TSchema }> = Static<Contract['params']>
export type AnswerOf<Contract extends { readonly answer: TSchema }> = Static<Contract['answer']>

export function defineCommand<Params extends TSchema, Answer extends TSchema, const Name extends string>(
  contract: Omit<CommandContract<Params, Answer, Name>, 'kind'>,
): CommandContract<Params, Answer, Name> {
  return { kind: 'command', ...contract }
}

export function defineQuery<Params extends TSchema, Answer extends TSchema, const Name extends string>(
  contract: Omit<QueryContract<Params, Answer, Name>, 'kind'>,
): QueryContract<Params, Answer, Name> {
  return { kind: 'query', ...contract }
}

/** The envelope of every command: who asks is the session's, not the sender's, to say. */
export const CommandEnvelope = record({
  commandId: id<'command'>(),
  township: id<'organisation'>(),
  params: Type.Unknown(),
})
export type CommandEnvelope = Static<typeof CommandEnvelope>

export const QueryEnvelope = record({
  township: id<'organisation'>(),
  params: Type.Unknown(),
})
export type QueryEnvelope = Static<typeof QueryEnvelope>

/** Every stored thing that travels in the feed. `version` counts from 1 and the newest wins. */
export const EntityHead = {
  id: id(),
  township: id<'organisation'>(),
  version: Type.Integer({ minimum: 1 }),
}
export interface Entity {
  readonly id: string
  readonly township: Id<'organisation'>
  readonly version: number
}
