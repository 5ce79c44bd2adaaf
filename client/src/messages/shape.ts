/** A tree of texts as one area holds it. */
export interface MessageTree {
  readonly [key: string]: string | MessageTree
}

/** The keys of one language's area with any text in them: the English file of an area is typed by the Chinese one. */
export type SameKeys<T> = { readonly [K in keyof T]: T[K] extends string ? string : SameKeys<T[K]> }

/** Every leaf as `a.b.c`. */
export function keysOf(tree: MessageTree, prefix = ''): readonly string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  )
}

/** The names in braces, which both languages must offer alike. */
export function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1] ?? '').sort()
}
