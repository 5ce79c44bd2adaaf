import {
  AlignmentType,
  Document,
  Footer,
  HeadingLevel,
  type IRunOptions,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  Table as WordTable,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import type { Outline, Part, Table } from './outline.ts'

/** The type of a .docx file. */
export const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Faces every office in the country has. */
const FACE = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: 'FangSong', cs: 'FangSong' }
const HEADING_FACE = { ...FACE, eastAsia: 'SimHei' }
/** Half points: 12 pt and, in tables, 9 pt. */
const TEXT = 24
const SMALL = 18
/** Twentieths of a point; light enough to read in black and white. */
const MARGIN = 80
const SHADE = 'E8EDF3'

/** An outline as a Word file. Every cell is text: numbers of incidents and phones stay as they were written. */
export function wordOf(outline: Outline): Document {
  return new Document({
    title: outline.title,
    creator: outline.title,
    styles: { default: { document: { run: { font: FACE, size: TEXT } } } },
    sections: [
      {
        properties: { page: { size: { orientation: PageOrientation.LANDSCAPE } } },
        footers: { default: footer() },
        children: [
          heading(outline.title, HeadingLevel.TITLE),
          ...outline.lines.map(line => new Paragraph({ children: [text(line, TEXT)] })),
          ...outline.summary.flatMap(tableOf),
          ...outline.parts.flatMap(partOf),
        ],
      },
    ],
  })
}

/** The bytes of the file, in a page. */
export function wordBlob(outline: Outline): Promise<Blob> {
  return Packer.toBlob(wordOf(outline))
}

function footer(): Footer {
  const run = new TextRun({ children: [PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES], size: SMALL })
  return new Footer({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [run] })] })
}

const text = (words: string, size: number): TextRun => new TextRun({ text: words, size, font: FACE })

function heading(words: string, level: (typeof HeadingLevel)[keyof typeof HeadingLevel]): Paragraph {
  const look: IRunOptions = { text: words, bold: true, color: '000000', font: HEADING_FACE }
  return new Paragraph({
    heading: level,
    spacing: { before: 240, after: 120 },
    children: [new TextRun(look)],
  })
}

function partOf({ heading: words, facts, tables }: Part): readonly (Paragraph | WordTable)[] {
  return [
    heading(words, HeadingLevel.HEADING_1),
    ...facts.map(([label, value]) => new Paragraph({ children: [text(`${label}: ${value}`, TEXT)] })),
    ...tables.flatMap(tableOf),
  ]
}

function tableOf({ caption, head, rows }: Table): readonly (Paragraph | WordTable)[] {
  if (rows.length === 0) return []
  const table = new WordTable({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [rowOf(head, 'head'), ...rows.map(row => rowOf(row, 'body'))],
  })
  return [heading(caption, HeadingLevel.HEADING_2), table]
}

function rowOf(cells: readonly string[], kind: 'head' | 'body'): TableRow {
  return new TableRow({
    tableHeader: kind === 'head',
    cantSplit: true,
    children: cells.map(
      cell =>
        new TableCell({
          margins: { top: MARGIN / 2, bottom: MARGIN / 2, left: MARGIN, right: MARGIN },
          ...(kind === 'head' ? { shading: { fill: SHADE } } : {}),
          children: [new Paragraph({ children: [text(cell, SMALL)] })],
        }),
    ),
  })
}
