import type { SameKeys } from '../shape.ts'
import type { messages as chinese } from '../zh-CN/supervision.ts'

export const messages: SameKeys<typeof chinese> = {
  light: { green: 'In time', yellow: 'Warning', chase: 'Chased', supervise: 'Supervised', red: 'Red' },
  title: 'Chases and orders',
  none: 'No chase and no order',
  chase: 'Chase',
  supervise: 'Supervise',
  text: 'Text',
  to: 'to {name}',
  seen: 'seen {at}',
  unseen: 'not seen',
  answered: 'Answer: {text}',
  unanswered: 'no answer',
  replyBy: 'written reply due {at}',
  acknowledge: 'Seen',
  answer: 'Answer',
}
