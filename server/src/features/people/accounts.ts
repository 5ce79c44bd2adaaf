import { personAccount } from '@one-centre/shared/people'
import { refuse } from '@one-centre/shared/refusals'
import { handleQuery } from '../../kernel/handler.ts'
import { personKind } from './kinds.ts'
import { findAccounts } from './store.ts'

/** Told to whoever administers the person's township; accounts travel in no stream (PE-14). */
const account = handleQuery({
  contract: personAccount,
  answer: async ({ params: { personId }, reference, township, reader }) => {
    const person = reference.find(personKind, personId)
    if (person?.township !== township) return refuse('entity.unknown', { kind: 'person', id: personId })
    const [found] = await findAccounts(reader, [personId], [])
    return { ok: true, answer: { signInName: found?.signInName ?? null } }
  },
})

export const accountQueries = [account]
