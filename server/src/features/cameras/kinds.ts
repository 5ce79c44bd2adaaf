import type { Camera } from '@one-centre/shared/cameras'
import type { Viewing } from '@one-centre/shared/viewings'
import { defineKind } from '../../kernel/kinds.ts'

/** The centre and the wall see every camera of the town, a body its own (CA-5). */
export const cameraKind = defineKind<Camera>({
  name: 'camera',
  table: 'cameras',
  rootKind: 'camera',
  rootId: camera => camera.id,
  audience: ({ organisationId }) => [
    'duty',
    'room',
    ...(organisationId === null ? [] : [`body:${organisationId}`]),
  ],
  reference: true,
})

/** A row of the register: for whoever looks, so that their page hears when it ends, and for the administration. */
export const viewingKind = defineKind<Viewing>({
  name: 'viewing',
  table: 'viewings',
  rootKind: 'viewing',
  rootId: viewing => viewing.id,
  audience: ({ viewer }) => ['admin', `person:${viewer.id}`],
  snapshotWhere: '(ended_at is null and asked_at > $2)',
  reference: false,
})
