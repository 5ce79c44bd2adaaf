import { withoutBidi } from '@one-centre/shared/bidi'
import { refuse, type Refusal } from '@one-centre/shared/refusals'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

export type Parsed<Value> = { readonly ok: true; readonly value: Value } | Refusal

/** Parses unknown input with a schema; the refusal names the first field that is wrong and what would be right. */
export type Parser<Schema extends TSchema> = (input: unknown) => Parsed<Static<Schema>>

/** PostgreSQL stores neither; JSON may carry both. */
function poison(text: string): 'nul' | 'lone-surrogate' | undefined {
  if (text.includes('\0')) return 'nul'
  return text.isWellFormed() ? undefined : 'lone-surrogate'
}

interface Flaw {
  readonly field: string
  readonly problem: string
}

/** Deeper than any contract goes; a stack ends somewhere above ten thousand, and the process with it. */
const DEEPEST = 64
/** Of a path that is itself part of the attack, so much names the field. */
const NAMED_OF_TOO_DEEP = 2

interface Poison {
  readonly trail: readonly string[]
  readonly problem: string
}

/** The first text inside `input` that no database could keep, with the way to it; a picture's bytes hold no text. */
function findPoison(input: unknown, depth: number): Poison | undefined {
  if (typeof input === 'string') {
    const problem = poison(input)
    return problem === undefined ? undefined : { trail: [], problem }
  }
  if (typeof input !== 'object' || input === null || ArrayBuffer.isView(input)) return undefined
  if (depth === DEEPEST) return { trail: [], problem: 'nested-too-deep' }
  for (const key in input) {
    const keyProblem = Array.isArray(input) ? undefined : poison(key)
    if (keyProblem !== undefined) return { trail: [], problem: keyProblem }
    const found = findPoison((input as Record<string, unknown>)[key], depth + 1)
    if (found === undefined) continue
    return { trail: [key, ...found.trail], problem: found.problem }
  }
  return undefined
}

function flawOfPoison({ trail, problem }: Poison): Flaw {
  const named = problem === 'nested-too-deep' ? trail.slice(0, NAMED_OF_TOO_DEEP) : trail
  return { field: named.join('.'), problem }
}

/** The same refusal, of a part of something larger. */
export function below(parent: string, refusal: Refusal): Refusal {
  const field = refusal.detail['field']
  const whole = typeof field === 'string' && field !== '' ? `${parent}.${field}` : parent
  return { ...refusal, detail: { ...refusal.detail, field: whole } }
}

interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
  readonly message: string
}

function flawOf(error: SchemaError): Flaw {
  const path = error.instancePath.split('/').filter(part => part !== '')
  const params = error.params as { requiredProperties?: string[]; additionalProperties?: string[] }
  const named = params.requiredProperties?.[0] ?? params.additionalProperties?.[0]
  return {
    field: [...path, ...(named === undefined ? [] : [named])].join('.'),
    problem: problemOf(error),
  }
}

/** A property no schema names fails against the schema `false`, which tells a reader nothing. */
function problemOf({ keyword, message }: SchemaError): string {
  const isUnknown = keyword === 'boolean' || keyword === 'additionalProperties'
  return isUnknown ? 'unknown property: take it out' : `${keyword}: ${message}`
}

export function parserOf<Schema extends TSchema>(schema: Schema): Parser<Schema> {
  const compiled = Compile(schema)
  return input => {
    const poisoned = findPoison(input, 0)
    if (poisoned !== undefined) return refuse('input.invalid', { ...flawOfPoison(poisoned) })
    const clean = withoutBidi(input)
    if (compiled.Check(clean)) return { ok: true, value: clean }
    const errors = compiled.Errors(clean) as readonly SchemaError[]
    // The deepest path is the one that names the field; a union reports its branches first.
    const deepest = errors.toSorted((a, b) => b.instancePath.length - a.instancePath.length)[0]
    const flaw = deepest === undefined ? { field: '', problem: 'not of the expected shape' } : flawOf(deepest)
    return refuse('input.invalid', { ...flaw })
  }
}
