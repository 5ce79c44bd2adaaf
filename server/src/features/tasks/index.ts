import type { Slice } from '../../kernel/handler.ts'
import { acceptForBody, designate, dispatch, redispatch, returnToCentre } from './dispatching.ts'
import { activate, assign, correct, recall, replace, reserve, waive } from './disposing.ts'
import { advance, complete, concludeOutside, receive } from './handling.ts'
import { taskKind } from './kinds.ts'
import { advise } from './queries.ts'
import { acceptByTeam, acknowledge, arrive, decline, depart, fail, finish, release, start } from './steps.ts'
import { fail as failVerification, pass, reopen } from './verifying.ts'

export { taskKind } from './kinds.ts'
export { listSince } from './store.ts'

/** The tasks of teams, and the incident's commands that make or inspect them. */
export const tasks: Slice = {
  name: 'tasks',
  kinds: [taskKind],
  commands: [
    dispatch,
    redispatch,
    designate,
    acceptForBody,
    returnToCentre,
    advance,
    complete,
    concludeOutside,
    receive,
    pass,
    failVerification,
    reopen,
    assign,
    reserve,
    activate,
    acknowledge,
    acceptByTeam,
    depart,
    arrive,
    start,
    finish,
    release,
    decline,
    fail,
    recall,
    replace,
    waive,
    correct,
  ],
  queries: [advise],
  reactions: [],
}
