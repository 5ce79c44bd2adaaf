import { newId } from '@one-centre/shared/ids'
import { isRefusal } from '@one-centre/shared/refusals'
import { ConfigError } from './config.ts'
import { findAccounts, personKind } from './features/people/index.ts'
import type { Kernel } from './kernel/kernel.ts'
import { sqlOf } from './kernel/sql.ts'
import type { Database } from './platform/database.ts'

/**
 * Gives the account of that sign-in name a one-time password, for whoever may start the program on its data: the way
 * back in where no administrator is left (PE-13). It goes through the one door, so that the audit trail tells it.
 * Throws a ConfigError where there is no such account.
 */
export async function giveOneTimePassword(
  kernel: Kernel,
  database: Database,
  signInName: string,
): Promise<string> {
  const [account] = await findAccounts(sqlOf(database), [], [signInName])
  const person = kernel.reference.all(personKind).find(one => one.id === account?.personId)
  if (person === undefined)
    throw new ConfigError(`--reset-password names "${signInName}", a sign-in name that nobody has here.`)
  const outcome = await kernel.commands.run(kernel.system, 'people.reset-password', {
    commandId: newId(),
    township: person.township,
    params: { personId: person.id },
  })
  if (isRefusal(outcome))
    throw new ConfigError(`the password of "${signInName}" was not reset: ${outcome.code}`)
  return (outcome.answer as { readonly oneTimePassword: string }).oneTimePassword
}
