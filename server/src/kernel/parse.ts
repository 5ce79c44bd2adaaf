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

/** The first text inside `input` that no database could keep, with the path to it. */
function findPoison(input: unknown, path: string): Flaw | undefined {
  if (typeof input === 'string') {
    const problem = poison(input)
    return problem === undefined ? undefined : { field: path, problem }
  }
  if (typeof input !== 'object' || input === null) return undefined
  for (const [key, value] of Object.entries(input)) {
    const field = path === '' ? key : `${path}.${key}`
    const keyProblem = poison(key)
    if (keyProblem !== undefined) return { field: path, problem: keyProblem }
    const found = findPoison(value, field)
    if (found !== undefined) return found
  }
  return undefined
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
    problem: `${error.keyword}: ${error.message}`,
  }
}

export function parserOf<Schema extends TSchema>(schema: Schema): Parser<Schema> {
  const compiled = Compile(schema)
  return input => {
    const poisoned = findPoison(input, '')
    if (poisoned !== undefined) return refuse('input.invalid', { ...poisoned })
    if (compiled.Check(input)) return { ok: true, value: input }
    const errors = compiled.Errors(input) as readonly SchemaError[]
    // The deepest path is the one that names the field; a union reports its branches first.
    const deepest = errors.toSorted((a, b) => b.instancePath.length - a.instancePath.length)[0]
    const flaw = deepest === undefined ? { field: '', problem: 'not of the expected shape' } : flawOf(deepest)
    return refuse('input.invalid', { ...flaw })
  }
}
