import type { Camera } from '@one-centre/shared/cameras'
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
