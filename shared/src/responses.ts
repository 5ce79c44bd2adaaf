import { Type, type Static } from 'typebox'
import { defineCommand, EntityHead, id, Instant, oneOf, optionalText, record, text } from './contract.ts'
import type { Id } from './ids.ts'
import { nullable, Who } from './incident-parts.ts'
import type { RefusalClass } from './refusals.ts'

/** What an emergency response is declared for. */
export const hazards = [
  'flood',
  'drought',
  'forest-fire',
  'geological',
  'weather',
  'health',
  'security',
  'other',
] as const
export type Hazard = (typeof hazards)[number]

/** Ⅰ is the gravest, Ⅳ the lightest (突发事件应对法 art. 42 and the plans made under it). */
export const ResponseLevel = Type.Unsafe<1 | 2 | 3 | 4>(Type.Integer({ minimum: 1, maximum: 4 }))

/** 应急响应: a township, or the county for all of them, works in emergency mode from its declaration to its end. */
export const EmergencyResponse = record({
  ...EntityHead,
  id: id<'response'>(),
  hazard: oneOf(hazards),
  level: ResponseLevel,
  /** What it is for, as it is told to everybody. */
  reason: text(200),
  declaredAt: Instant,
  declaredBy: Who,
  endedAt: nullable(Instant),
  endedBy: nullable(Who),
  endReason: optionalText(200),
})
export type EmergencyResponse = Static<typeof EmergencyResponse>

export const declareResponse = defineCommand({
  name: 'responses.declare',
  summary: '启动应急响应: one at a time in a township, and one in the county',
  permission: 'responses.declare',
  params: record({
    responseId: id<'response'>(),
    hazard: oneOf(hazards),
    level: ResponseLevel,
    reason: text(200),
  }),
  answer: record({ responseId: id<'response'>() }),
})

export const setResponseLevel = defineCommand({
  name: 'responses.set-level',
  summary: 'Raise or lower the level of the response that runs',
  permission: 'responses.declare',
  params: record({
    responseId: id<'response'>(),
    version: Type.Integer(),
    level: ResponseLevel,
    reason: text(200),
  }),
  answer: record({ responseId: id<'response'>() }),
})

export const endResponse = defineCommand({
  name: 'responses.end',
  summary: '终止应急响应',
  permission: 'responses.declare',
  params: record({ responseId: id<'response'>(), version: Type.Integer(), reason: text(200) }),
  answer: record({ responseId: id<'response'>() }),
})

/** Those that hold in a township now, the gravest first: its own and the county's. */
export function responsesFor(
  responses: Iterable<EmergencyResponse>,
  township: Id<'organisation'>,
  county: Id<'organisation'>,
): readonly EmergencyResponse[] {
  return [...responses]
    .filter(one => one.endedAt === null && (one.township === township || one.township === county))
    .sort((a, b) => a.level - b.level || (a.declaredAt < b.declaredAt ? -1 : 1))
}

export const responseRefusals = {
  'responses.running': 'conflict',
  'responses.ended': 'conflict',
} as const satisfies Record<string, RefusalClass>
