import type { AnswerOf, ParamsOf, QueryContract } from '@one-centre/shared/contract'
import type { Id } from '@one-centre/shared/ids'
import type { Refusal } from '@one-centre/shared/refusals'
import type { Http } from '../platform/http.ts'

/** What became of a question. `unreachable` and `busy` may be asked again; nothing was changed by asking. */
export type QueryResult<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'busy'; readonly code: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'unreachable'; readonly reason: 'offline' | 'fault' }

/** Asks the server what the feed does not carry. */
export async function runQuery<Contract extends QueryContract>(
  http: Http,
  contract: Contract,
  question: { readonly township: Id<'organisation'>; readonly params: ParamsOf<Contract> },
): Promise<QueryResult<AnswerOf<Contract>>> {
  const result = await http.ask<{ readonly answer: AnswerOf<Contract> }>({
    method: 'POST',
    path: `/api/queries/${contract.name}`,
    body: { township: question.township, params: question.params },
  })
  switch (result.kind) {
    case 'answered':
      return { kind: 'answered', answer: result.body.answer }
    case 'refused':
    case 'signed-out':
      return { kind: 'refused', refusal: result.refusal }
    case 'busy':
      return result
    case 'offline':
    case 'fault':
      return { kind: 'unreachable', reason: result.kind }
  }
}
