import { BY_CLASS, BY_MATTER } from './complaint-templates.ts'
import type { MatterPlan } from './plan.ts'
import type { Seeded } from './seeded.ts'

/** Nothing that could contradict the hour of the report. */
const SINCE: Readonly<Record<'urgent' | 'plain', readonly string[]>> = {
  urgent: ['刚才', '刚刚', ''],
  plain: ['从昨天开始', '这两天', '最近几天', '这几天一直', '最近', ''],
}
const CLOSINGS: Readonly<Record<'urgent' | 'plain', readonly string[]>> = {
  urgent: [
    '，请马上派人！',
    '，情况很急！',
    '，现场有人围观，请尽快处置。',
    '，麻烦快一点！',
    '，请赶紧来看看。',
  ],
  plain: [
    '，请安排处理。',
    '，希望尽快解决。',
    '，麻烦派人看一下。',
    '，请有关部门核实。',
    '，望回复。',
    '。',
    '，已经反映过一次了。',
  ],
}

/** One report in a reporter's own words. `place` is where, as people say it. */
export function complaintText(matter: MatterPlan, place: string, random: Seeded): string {
  const templates = BY_MATTER[matter.name] ?? BY_CLASS[matter.major]!
  const tone = matter.level === 1 ? 'urgent' : 'plain'
  const filled = random
    .pick(templates)
    .replace('{place}', place)
    .replace('{thing}', random.pick(matter.keywords))
    .replace('{matter}', matter.name)
    .replace('{since}', random.pick(SINCE[tone]))
    .replace('{few}', random.pick(['两三', '三四', '好几', '七八', '十来']))
  return filled + random.pick(CLOSINGS[tone])
}
