import { checkCameraImport, exportCameras, importCameras, type Camera } from '@one-centre/shared/cameras'
import type { ParamsOf } from '@one-centre/shared/contract'
import { derivedId, type Id } from '@one-centre/shared/ids'
import { fileError, MAX_TABLE_ERRORS, type Cells, type TableError } from '@one-centre/shared/tables'
import {
  accept,
  changed,
  handleCommand,
  handleQuery,
  type AnyCommandHandler,
  type AnyQueryHandler,
  type Reader,
  type Reference,
} from '../../kernel/handler.ts'
import { decodeTable, decodeText, encodeTable } from '../../platform/tables.ts'
import { extentOf, organisationKind, refuseTable } from '../organisations/index.ts'
import { bodiesOf } from './commands.ts'
import { looksLikeGeoJson, readFeatures } from './geojson.ts'
import { cameraKind } from './kinds.ts'
import type { Networks } from '../../platform/networks.ts'
import { saveSources, type SourceOrder } from './store.ts'
import { cameraCells, planCameras, type CameraPlan } from './table.ts'

type File = ParamsOf<typeof importCameras>
type ReadFile = { readonly cells: Cells; readonly errors: readonly TableError[] }

async function readFile(file: File): Promise<ReadFile> {
  const bytes = Buffer.from(file.content, 'base64')
  if (looksLikeGeoJson(bytes.toString('utf8', 0, 100))) {
    const { cells, textCoordinates, errors } = readFeatures(decodeText(bytes))
    const texts = file.textCoordinates === 'read' ? [] : textCoordinates
    return { cells, errors: [...errors, ...texts.map(textError)] }
  }
  const table = await decodeTable(file)
  if ('fault' in table) return { cells: [], errors: [fileError(table.fault, table.expected)] }
  return { cells: table.cells, errors: [] }
}

const textError = ({ row, value }: { readonly row: number; readonly value: string }): TableError => ({
  row,
  column: 'coordinates',
  code: 'text-number',
  value: value.slice(0, 80),
  expected: '[-84.45, 34.20]',
})

interface Asked {
  readonly township: Id<'organisation'>
  readonly reference: Reference
}

function planOf(
  { cells, errors }: ReadFile,
  { township, reference }: Asked,
  cameras: readonly Camera[],
  networks: Networks,
): CameraPlan {
  if (errors.length > 0) return { added: [], changed: [], unchanged: 0, sources: [], errors }
  return planCameras(cells, {
    township,
    networks,
    cameras,
    bodies: bodiesOf(reference, township),
    extent: extentOf(reference),
    idOf: code => derivedId('camera', township, code),
  })
}

const ownCameras = ({ reference, township }: Asked): readonly Camera[] =>
  reference.list(cameraKind, township).filter(camera => camera.township === township)

function importTable(networks: Networks): AnyCommandHandler {
  return handleCommand({
    contract: importCameras,
    touches: (_params, { township }) => [{ kind: cameraKind, field: 'township', value: township }],
    gather: context => readFile(context.params),
    decide: (context, file: ReadFile) => {
      const known = context.entities.where(cameraKind, 'township', context.township)
      const plan = planOf(file, context, known, networks)
      if (plan.errors.length > 0) return refuseTable(plan.errors)
      const decision = accept(
        [
          ...plan.added.map(camera => changed(cameraKind, 'camera.added', camera)),
          ...plan.changed.map(camera => changed(cameraKind, 'camera.changed', camera)),
        ],
        { added: plan.added.length, changed: plan.changed.length, unchanged: plan.unchanged },
      )
      return { ...decision, extra: plan.sources }
    },
    save: (reader: Reader, sources: readonly SourceOrder[]) => saveSources(reader, sources),
  })
}

function checkTable(networks: Networks): AnyQueryHandler {
  return handleQuery({
    contract: checkCameraImport,
    answer: async context => {
      const plan = planOf(await readFile(context.params), context, ownCameras(context), networks)
      return {
        ok: true,
        answer: {
          added: plan.added.length,
          changed: plan.changed.length,
          unchanged: plan.unchanged,
          errors: plan.errors.slice(0, MAX_TABLE_ERRORS),
        },
      }
    },
  })
}

const exportTable = handleQuery({
  contract: exportCameras,
  answer: async ({ params, reference, township }) => {
    const all = ownCameras({ reference, township }).filter(camera => !camera.retired)
    const rows = params.content === 'rows' ? all.toSorted((a, b) => (a.code < b.code ? -1 : 1)) : []
    const cells = cameraCells(rows, reference.list(organisationKind, township))
    return { ok: true, answer: await encodeTable('摄像机', params.format, cells) }
  },
})

export const importCommands = (networks: Networks): readonly AnyCommandHandler[] => [importTable(networks)]
export const importQueries = (networks: Networks): readonly AnyQueryHandler[] => [
  checkTable(networks),
  exportTable,
]
