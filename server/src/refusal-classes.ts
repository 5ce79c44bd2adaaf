import { organisationRefusals } from '@one-centre/shared/organisations'
import { matterRefusals } from '@one-centre/shared/matters'
import { peopleRefusals } from '@one-centre/shared/people'
import { kernelRefusals, type RefusalClass } from '@one-centre/shared/refusals'

/** Every refusal the server can give, with its class. A new list joins here. */
export const allRefusals: Readonly<Record<string, RefusalClass>> = {
  ...kernelRefusals,
  ...organisationRefusals,
  ...peopleRefusals,
  ...matterRefusals,
}

export function refusalClassOf(code: string): RefusalClass | undefined {
  return allRefusals[code]
}
