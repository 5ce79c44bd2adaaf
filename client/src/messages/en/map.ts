import type { SameKeys } from '../shape.ts'
import type { messages as chinese } from '../zh-CN/map.ts'

export const messages: SameKeys<typeof chinese> = {
  answers: 'Four answers',
  serious: 'Serious',
  where: 'Places',
  there: 'Teams there',
  late: 'Overdue',
  list: 'List',
  way: 'Where you are',
  whole: 'Everything',
  back: 'Back',
  incidents: '{count} incidents',
  placeOpen: '{count} open',
  placeSerious: '{count} serious',
  placeLate: '{count} overdue',
  onScene: 'On scene',
  teams: 'Teams sent',
  facts: 'What happened',
  instruct: 'Instruction',
  instructTo: 'Goes to {names}, to be signed for',
  instructNobody: 'No body leads it yet; the centre acts on it first',
  instructSend: 'Send the instruction',
  instructed: 'Sent',
  phrase: {
    now: 'Act now and report within the hour',
    scene: 'The head of the body goes there',
    report: 'Say why it is late',
  },
  brief: 'Brief',
  briefHead: '[Situation] {at} {where}',
  briefBody:
    '{open} open, {serious} of them serious, in {places} places; {teams} teams there; {late} overdue.',
  copy: 'Copy the brief',
  copied: 'Copied',
  copyByHand: 'The browser does not copy by itself: hold the text above to copy it',
}
