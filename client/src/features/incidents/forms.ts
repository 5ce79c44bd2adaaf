import type { IncidentAction } from '@one-centre/shared/incident-table'
import { bodyForms } from './body-forms.ts'
import type { Form } from './fields.ts'
import { intakeForms } from './intake-forms.ts'
import { rulingForms } from './ruling-forms.ts'

/** Dispatching has a panel of its own; the others are not asked for by a person at the desk. */
export const unformed = [
  'dispatch',
  'redispatch',
  'arrive',
  'archive',
  'report',
  'save-draft',
  'join',
  'acknowledge-note',
] as const satisfies readonly IncidentAction[]
export type FormedAction = Exclude<IncidentAction, (typeof unformed)[number]>

/** Every other act of the machine, as fields and as the command they become. */
export const forms: Readonly<Record<FormedAction, Form>> = { ...intakeForms, ...bodyForms, ...rulingForms }

/** Whether the act has a form of its own here. */
export function isFormed(action: IncidentAction): action is FormedAction {
  return action in forms
}
