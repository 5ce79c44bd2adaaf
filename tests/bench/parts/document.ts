import type { Figure } from './benchmark.ts'
import type { Machine } from './machine.ts'

export interface Section {
  readonly name: string
  readonly title: string
  readonly shared: string
  readonly tookSeconds: number
  readonly outcome: { readonly figures: readonly Figure[] } | { readonly failed: string }
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

const verdicts: Readonly<Record<Figure['verdict'], string>> = {
  met: 'met',
  missed: '**missed**',
  skipped: 'skipped',
  'for comparison': '–',
}

function rowsOf({ outcome }: Section): readonly string[] {
  if ('failed' in outcome) return [`Not measured: ${cell(outcome.failed)}`]
  return [
    '| figure | target | measured | ratio | | remarks |',
    '|---|---|---|---|---|---|',
    ...outcome.figures.map(
      ({ name, target, measured, ratio, verdict, note }) =>
        `| ${[name, target, measured, ratio, verdicts[verdict], note].map(cell).join(' | ')} |`,
    ),
  ]
}

/** What one run found, as a page. Written by the runner; nobody edits it. */
export function documentOf(machine: Machine, sections: readonly Section[], minutes: number): string {
  const figures = sections.flatMap(({ outcome }) => ('figures' in outcome ? outcome.figures : []))
  const count = (verdict: Figure['verdict']): number =>
    figures.filter(figure => figure.verdict === verdict).length
  const failed = sections.filter(({ outcome }) => 'failed' in outcome).length
  return [
    '# Benchmarks',
    '',
    `Written by \`npm run bench\` on ${machine.date} UTC at ${machine.commit}, in ${minutes.toFixed(1)} minutes. ` +
      `${count('met')} met, ${count('missed')} missed, ${count('skipped')} skipped, ${failed} benchmarks not measured.`,
    '',
    `- Processor: ${machine.processor}; memory: ${machine.memory}; ${machine.system}`,
    `- Node ${machine.node}; ${machine.postgres}`,
    '',
    'A figure is the median of its runs, with the least and the most behind it; a ratio is the median of the ratios within each run.',
    'Load comes from processes of their own, but on this same machine: each table says what shared its processors.',
    'One benchmark alone: `npm run bench -- NAME`.',
    ...sections.flatMap(section => [
      '',
      `## ${section.title}`,
      '',
      `\`${section.name}\`, ${Math.round(section.tookSeconds)} s. On the processors at once: ${section.shared}.`,
      '',
      ...rowsOf(section),
    ]),
    '',
  ].join('\n')
}
