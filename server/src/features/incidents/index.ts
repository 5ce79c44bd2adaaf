import type { Slice } from '../../kernel/handler.ts'
import { proposeHandOver, ruleOnHandOver, makeVoid, withdraw } from './handing-over.ts'
import { takeOver } from './history-import.ts'
import { appeal, beginCheck, changeLevel, decline, draft, endCheck, file, ruleOnDecline } from './intake.ts'
import { incidentKind, noteKind, reportKind } from './kinds.ts'
import { merge, split } from './merging.ts'
import { acknowledge, recordCallBack, write } from './notes.ts'
import {
  archive,
  askExtension,
  askSuspension,
  resume,
  ruleOnExtension,
  ruleOnSuspension,
} from './postponing.ts'
import { progress } from './progress.ts'
import { history, list, reports, reveal, statistics } from './queries.ts'
import { answer, submit } from './report-commands.ts'

export { reportTouches } from './intake.ts'
export { incidentKind, noteKind, reportKind } from './kinds.ts'
export { answerReports, askAgain } from './report-commands.ts'
export { isForTheRoom, openDraft } from './rules.ts'
export {
  allowed,
  cancelTimers,
  type Context,
  incidentTouch,
  settle,
  signed,
  timerKey,
  withoutTimer,
  withoutTimers,
  withTimer,
} from './settle.ts'
export { findIncident } from './store.ts'

export const incidents: Slice = {
  name: 'incidents',
  kinds: [incidentKind, noteKind, reportKind],
  commands: [
    submit,
    answer,
    draft,
    file,
    beginCheck,
    endCheck,
    decline,
    ruleOnDecline,
    appeal,
    changeLevel,
    merge,
    split,
    askExtension,
    ruleOnExtension,
    askSuspension,
    ruleOnSuspension,
    resume,
    archive,
    proposeHandOver,
    ruleOnHandOver,
    withdraw,
    makeVoid,
    write,
    acknowledge,
    recordCallBack,
    takeOver,
  ],
  queries: [list, history, statistics, reports, reveal, progress],
  reactions: [],
}
