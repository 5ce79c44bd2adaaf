import {
  cameraSource,
  retireCamera,
  reviewCamera,
  saveCamera,
  setCameraSource,
  type Camera,
} from '@one-centre/shared/cameras'
import type { Id } from '@one-centre/shared/ids'
import { isRefusal, refuse, type Refusal } from '@one-centre/shared/refusals'
import {
  accept,
  changed,
  handleCommand,
  handleQuery,
  type AnyCommandHandler,
  type CommandContext,
  type Reader,
  type Reference,
} from '../../kernel/handler.ts'
import { extentOf, organisationKind } from '../organisations/index.ts'
import { cameraKind } from './kinds.ts'
import { hostOf, whyNotReach } from './networks.ts'
import type { Networks } from '../../platform/networks.ts'
import { streamsOf, unseen, whyNotKeepPassword, whyNotSave, type SourceFields } from './rules.ts'
import { findSource, forgetSource, saveSources, type SourceOrder, type SourceRow } from './store.ts'

export function bodiesOf(reference: Reference, township: Id<'organisation'>) {
  return new Map(reference.list(organisationKind, township).map(body => [body.id as string, body]))
}

const save = handleCommand({
  contract: saveCamera,
  touches: (params, { township }) => [
    { kind: cameraKind, id: params.cameraId, expect: params.version === null ? 'new' : 'there' },
    { kind: cameraKind, field: 'township', value: township },
  ],
  decide: ({ params, entities, reference, township }) => {
    const { cameraId, version, ...fields } = params
    const before = entities.find(cameraKind, cameraId)
    if (before !== undefined && before.version !== version) return stale(cameraId)
    if (before?.retired === true) return refuse('cameras.retired', { name: before.name })
    const refusal = whyNotSave(cameraId, fields, {
      cameras: entities.where(cameraKind, 'township', township),
      bodies: bodiesOf(reference, township),
      extent: extentOf(reference),
    })
    if (refusal !== null) return refusal
    const after: Camera = { id: cameraId, township, version: 0, ...unseen, ...before, ...fields }
    const type = before === undefined ? 'camera.added' : 'camera.changed'
    return accept([changed(cameraKind, type, after)], { cameraId })
  },
})

const stale = (id: string): Refusal => refuse('entity.changed', { kind: 'camera', id })

/** The camera as it was loaded; why not, where it is another version or out of use. */
function current({
  params,
  entities,
}: Pick<
  CommandContext<{ readonly cameraId: Id<'camera'>; readonly version: number }>,
  'params' | 'entities'
>): Camera | Refusal {
  const before = entities.get(cameraKind, params.cameraId)
  if (before.version !== params.version) return stale(before.id)
  return before.retired ? refuse('cameras.retired', { name: before.name }) : before
}

const retire = handleCommand({
  contract: retireCamera,
  touches: params => [{ kind: cameraKind, id: params.cameraId, expect: 'there' }],
  decide: context => {
    const before = current(context)
    if (isRefusal(before)) return before
    const { cameraId, reason } = context.params
    const after: Camera = { ...before, retired: true, streams: [] }
    return {
      ...accept([changed(cameraKind, 'camera.retired', after, { reason })], { cameraId }),
      extra: cameraId,
    }
  },
  save: (reader, cameraId: string) => forgetSource(reader, cameraId),
})

const review = handleCommand({
  contract: reviewCamera,
  touches: params => [{ kind: cameraKind, id: params.cameraId, expect: 'there' }],
  decide: context => {
    const before = current(context)
    if (isRefusal(before)) return before
    const { cameraId, state, note } = context.params
    const after: Camera = { ...before, review: { state, note, at: context.now, by: context.actor.name } }
    return accept([changed(cameraKind, 'camera.reviewed', after)], { cameraId })
  },
})

const hostsOf = (source: Pick<SourceFields, 'mainUrl' | 'subUrl'>): readonly string[] =>
  [source.mainUrl, source.subUrl].flatMap(url => (url === '' ? [] : [hostOf(url) ?? '']))

function setSource(networks: Networks): AnyCommandHandler {
  return handleCommand({
    contract: setCameraSource,
    touches: params => [{ kind: cameraKind, id: params.cameraId, expect: 'there' }],
    gather: ({ params }, reader) => findSource(reader, params.cameraId),
    decide: (context, source: SourceRow | undefined) => {
      const before = current(context)
      if (isRefusal(before)) return before
      const { cameraId, version: _version, ...fields } = context.params
      for (const url of [fields.mainUrl, fields.subUrl].filter(one => one !== '')) {
        const refusal = whyNotReach(url, networks)
        if (refusal !== null) return refusal
      }
      const known = source && { hosts: hostsOf(source), hasPassword: source.hasPassword }
      const refusal = whyNotKeepPassword(fields, known, hostsOf(fields))
      if (refusal !== null) return refusal
      const after: Camera = { ...before, streams: streamsOf(fields) }
      const order: SourceOrder = { cameraId, township: context.township, ...fields }
      return { ...accept([changed(cameraKind, 'camera.source-set', after)], { cameraId }), extra: order }
    },
    save: (reader: Reader, order: SourceOrder) => saveSources(reader, [order]),
  })
}

const source = handleQuery({
  contract: cameraSource,
  answer: async ({ params, reader, reference, township }) => {
    const camera = reference.find(cameraKind, params.cameraId)
    if (camera?.township !== township)
      return refuse('entity.unknown', { kind: 'camera', id: params.cameraId })
    const known = await findSource(reader, camera.id)
    return { ok: true, answer: known ?? { mainUrl: '', subUrl: '', userName: '', hasPassword: false } }
  },
})

export const cameraCommands = (networks: Networks): readonly AnyCommandHandler[] => [
  save,
  retire,
  review,
  setSource(networks),
]
export const cameraQueries = [source]
