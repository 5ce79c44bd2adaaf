import fc from 'fast-check'

/** The parts of JSON Schema the contracts use. */
export interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
}

/** Ids and words that mean something in the running app, so that a request gets past the first lookup. */
export interface Known {
  readonly ids: readonly string[]
  readonly townships: readonly string[]
  readonly words: readonly string[]
}

const LONGEST_LIST = 4

/** Values that the schema allows, by `known` where it asks for an id. */
export function valid(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(one => valid(one, known)))
  switch (schema.type) {
    case 'object':
      return validObject(schema, known)
    case 'array':
      return fc.array(valid(schema.items ?? {}, known), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? LONGEST_LIST, Math.max(schema.minItems ?? 0, LONGEST_LIST)),
      })
    case 'string':
      return validText(schema, known)
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? -(2 ** 31), -(2 ** 31)),
        max: Math.min(schema.maximum ?? 2 ** 31 - 1, 2 ** 31 - 1),
      })
    case 'number':
      return fc.double({
        min: schema.minimum ?? schema.exclusiveMinimum ?? -1e9,
        max: schema.maximum ?? 1e9,
        minExcluded: schema.exclusiveMinimum !== undefined,
        noNaN: true,
      })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

function validObject(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const shape = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, one]) => [
      name,
      name === 'township' ? fc.constantFrom(...known.townships) : valid(one, known),
    ]),
  )
  return fc.record(shape, { requiredKeys: [...(schema.required ?? [])] })
}

function validText(schema: Schema, known: Known): fc.Arbitrary<string> {
  const { pattern, minLength = 0, maxLength = 40 } = schema
  if (pattern?.includes('0-9a-f]{8}-') === true) {
    return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known.ids) }, fc.uuid({ version: 7 }))
  }
  if (pattern !== undefined && pattern !== '\\S')
    return fc.stringMatching(new RegExp(pattern)).filter(one => new RegExp(pattern).test(one))
  const words = fc.constantFrom(...known.words).map(word => word.slice(0, maxLength))
  const free = fc.string({
    minLength: Math.max(minLength, 1),
    maxLength: Math.min(maxLength, 60),
    unit: 'grapheme',
  })
  return fc
    .oneof(
      words,
      free.map(text => text.replaceAll('\0', ' ')),
    )
    .map(text => (/\S/.test(text) ? text : 'x'))
}

const wrongValues: readonly unknown[] = [
  null,
  true,
  -1,
  1e300,
  -0,
  0.5,
  2 ** 53 + 2,
  '',
  ' ',
  '\0',
  '\ud800',
  'x'.repeat(20_000),
  '__proto__',
  '0',
  '2026-13-45T99:99:99.999Z',
  '00000000-0000-0000-0000-000000000000',
  "'; drop table incidents; --",
  '${7*7}',
  [],
  {},
  [[[[]]]],
  { $ne: null },
  { toString: 1 },
  '\u202e\ufeff',
]

const names = ['x', 'id', '__proto_', 'constructor', 'township', 'a.b', ''] as const

/** How a value is bent: at which of its places, and into what. */
export const bending = fc.record({
  at: fc.nat(),
  how: fc.nat(4),
  wrong: fc.constantFrom(...wrongValues),
  name: fc.constantFrom(...names),
})

/** The value with one place made otherwise: replaced, left out, added to, doubled. Not always wrong, mostly. */
export function bent(
  value: unknown,
  {
    at,
    how,
    wrong,
    name,
  }: { readonly at: number; readonly how: number; readonly wrong: unknown; readonly name: string },
): unknown {
  const copy = structuredClone({ value })
  const places = placesOf(copy)
  const [holder, key] = places[at % places.length]!
  const here = holder[key]
  if (how === 0) Reflect.deleteProperty(holder, key)
  else if (how === 1 && typeof here === 'object' && here !== null) (here as Holder)[name] = wrong
  else if (how === 2 && Array.isArray(here)) here.push(...(here as unknown[]), wrong)
  else holder[key] = wrong
  return copy.value
}

type Holder = Record<string, unknown>

function placesOf(root: Holder): [Holder, string][] {
  const found: [Holder, string][] = []
  const walk = (holder: Holder): void => {
    for (const [key, value] of Object.entries(holder)) {
      found.push([holder, key])
      if (typeof value === 'object' && value !== null) walk(value as Holder)
    }
  }
  walk(root)
  return found
}
