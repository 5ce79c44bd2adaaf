import type { Matter } from '@one-centre/shared/matters'
import { defineKind } from '../../kernel/kinds.ts'

export const matterKind = defineKind<Matter>({
  name: 'matter',
  table: 'matters',
  rootKind: 'matter',
  rootId: matter => matter.id,
  audience: () => ['all'],
  reference: true,
})
