import type { Level, Limit, Limits, Matter } from './matters.ts'

const emergency = (minutes: number): Limit => ({ kind: 'emergency-hour', amount: minutes })
const working = (minutes: number): Limit => ({ kind: 'working-hour', amount: minutes })
const workingDays = (days: number): Limit => ({ kind: 'working-day', amount: days })

/** Sample limits per level (lifecycle.md), for an incident without a matter or of another level than its matter's. */
export const levelLimits: Readonly<Record<Level, Limits>> = {
  1: {
    intake: emergency(1),
    check: emergency(10),
    dispatch: emergency(2),
    acceptance: emergency(2),
    return: emergency(5),
    arrival: emergency(15),
    handling: emergency(120),
    verification: working(60),
    handover: emergency(10),
  },
  2: {
    intake: emergency(10),
    check: emergency(30),
    dispatch: emergency(10),
    acceptance: emergency(15),
    return: emergency(30),
    arrival: emergency(60),
    handling: emergency(24 * 60),
    verification: working(120),
    handover: emergency(60),
  },
  3: {
    intake: working(30),
    check: working(120),
    dispatch: working(30),
    acceptance: working(60),
    return: working(240),
    arrival: workingDays(1),
    handling: workingDays(7),
    verification: workingDays(1),
    handover: workingDays(1),
  },
  4: {
    intake: working(240),
    check: workingDays(1),
    dispatch: working(240),
    acceptance: working(60),
    return: workingDays(1),
    arrival: workingDays(2),
    handling: workingDays(15),
    verification: workingDays(2),
    handover: workingDays(1),
  },
}

/** A matter's own limits hold for its own level; another level takes the limits of that level. */
export function limitsOf(matter: Matter | undefined, level: Level): Limits {
  return matter?.level === level ? matter.limits : levelLimits[level]
}

/** Days between closing and archiving, per level (lifecycle.md, line 19). */
export const archiveAfterDays: Readonly<Record<Level, number>> = { 1: 7, 2: 7, 3: 7, 4: 15 }

/** How many times its own limit an incident may be extended by in all, per level (lifecycle.md, line 15). */
export const extensionTimes: Readonly<Record<Level, number>> = { 1: 0, 2: 1, 3: 1, 4: 2 }

/** The share of the limit a shift lead may grant alone; beyond it a leader decides. */
export const SHIFT_LEAD_EXTENSION = 1

export const EXTENSIONS_AT_MOST = 2
export const REVIEW_WITHIN_DAYS = 30
export const SPLIT_WITHIN_HOURS = 24
/** A closed incident may still take in another report within this time. */
export const MERGE_INTO_CLOSED_DAYS = 7
/** 不予立案 stands after this time. */
export const APPEAL_WITHIN_DAYS = 7
export const CITIZEN_REOPEN_DAYS = 7
export const RETURNS_BEFORE_DESIGNATION = 2
