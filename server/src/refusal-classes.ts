import { auditRefusals } from '@one-centre/shared/audit'
import { calendarRefusals } from '@one-centre/shared/calendar'
import { cameraRefusals } from '@one-centre/shared/cameras'
import { incidentRefusals } from '@one-centre/shared/incidents'
import { notificationRefusals } from '@one-centre/shared/notifications'
import { positionRefusals } from '@one-centre/shared/positions'
import { replayRefusals } from '@one-centre/shared/replay'
import { reportRefusals } from '@one-centre/shared/reports'
import { supervisionRefusals } from '@one-centre/shared/supervision'
import { taskRefusals } from '@one-centre/shared/tasks'
import { tokenRefusals } from '@one-centre/shared/tokens'
import { organisationRefusals } from '@one-centre/shared/organisations'
import { responseRefusals } from '@one-centre/shared/responses'
import { viewingRefusals } from '@one-centre/shared/viewings'
import { matterRefusals } from '@one-centre/shared/matters'
import { peopleRefusals } from '@one-centre/shared/people'
import { kernelRefusals, type RefusalClass } from '@one-centre/shared/refusals'

/** Every refusal the server can give, with its class. A new list joins here. */
export const allRefusals: Readonly<Record<string, RefusalClass>> = {
  ...kernelRefusals,
  ...organisationRefusals,
  ...responseRefusals,
  ...peopleRefusals,
  ...matterRefusals,
  ...calendarRefusals,
  ...cameraRefusals,
  ...viewingRefusals,
  ...positionRefusals,
  ...reportRefusals,
  ...incidentRefusals,
  ...taskRefusals,
  ...supervisionRefusals,
  ...notificationRefusals,
  ...auditRefusals,
  ...replayRefusals,
  ...tokenRefusals,
}

export function refusalClassOf(code: string): RefusalClass | undefined {
  return allRefusals[code]
}
