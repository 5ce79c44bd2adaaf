import { auditRefusals } from '@one-centre/shared/audit'
import { calendarRefusals } from '@one-centre/shared/calendar'
import { cameraRefusals } from '@one-centre/shared/cameras'
import { incidentRefusals } from '@one-centre/shared/incidents'
import { matterRefusals } from '@one-centre/shared/matters'
import { notificationRefusals } from '@one-centre/shared/notifications'
import { organisationRefusals } from '@one-centre/shared/organisations'
import { responseRefusals } from '@one-centre/shared/responses'
import { peopleRefusals } from '@one-centre/shared/people'
import { positionRefusals } from '@one-centre/shared/positions'
import { kernelRefusals } from '@one-centre/shared/refusals'
import { replayRefusals } from '@one-centre/shared/replay'
import { reportRefusals } from '@one-centre/shared/reports'
import { supervisionRefusals } from '@one-centre/shared/supervision'
import { tableRefusals } from '@one-centre/shared/tables'
import { taskRefusals } from '@one-centre/shared/tasks'
import { tokenRefusals } from '@one-centre/shared/tokens'
import { viewingRefusals } from '@one-centre/shared/viewings'
import { expect, test } from 'vitest'
import { refusalText } from './refusal-text.ts'
import { keysOf } from './shape.ts'
import { messages } from './zh-CN/refusals.ts'

const codes = Object.keys({
  ...kernelRefusals,
  ...calendarRefusals,
  ...cameraRefusals,
  ...viewingRefusals,
  ...incidentRefusals,
  ...matterRefusals,
  ...notificationRefusals,
  ...organisationRefusals,
  ...responseRefusals,
  ...peopleRefusals,
  ...positionRefusals,
  ...reportRefusals,
  ...supervisionRefusals,
  ...tableRefusals,
  ...taskRefusals,
  ...auditRefusals,
  ...replayRefusals,
  ...tokenRefusals,
})

test('CO-9 every refusal has a sentence, and every sentence a refusal', () => {
  const sentences = keysOf(messages).filter(key => key !== 'unlisted')

  expect([...sentences].sort()).toEqual([...codes].sort())
})

test('CO-28 a refusal for want of evidence names what is missing', () => {
  const detail = { missing: ['photoBefore', 'photoAfter'] }

  expect(refusalText({ code: 'incidents.evidence-missing', detail })).toBe(
    '缺少必需的佐证材料：处置前照片、处置后照片',
  )
  expect(refusalText({ code: 'incidents.evidence-missing' })).toBe('缺少必需的佐证材料：照片')
})
