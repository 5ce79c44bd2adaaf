const COLUMN = /\{([^{}]+)\}/g

/** The columns a template names. */
export function columnsOf(template: string): readonly string[] {
  return [...template.matchAll(COLUMN)].map(match => match[1]!)
}

/** The template with its columns filled in; what a blank column leaves behind at the ends is taken away. */
export function fillIn(template: string, cell: (column: string) => string): string {
  return template
    .replaceAll(COLUMN, (_, column: string) => cell(column))
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[\s,，·:：/-]+|[\s,，·:：/-]+$/g, '')
}
