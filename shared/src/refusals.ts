/** How a refusal answers over HTTP; the one place where the numbers stand is the server's table. */
export type RefusalClass = 'invalid' | 'signed-out' | 'denied' | 'unknown' | 'conflict' | 'rule' | 'busy'

/** Refusals of the kernel and the platform. Each slice adds its own list below its nouns. */
export const kernelRefusals = {
  'input.invalid': 'invalid',
  'input.too-large': 'invalid',
  'access.signed-out': 'signed-out',
  'access.other-person': 'signed-out',
  'access.denied': 'denied',
  'access.throttled': 'busy',
  'access.foreign-origin': 'denied',
  'access.wrong-password': 'signed-out',
  'access.account-locked': 'signed-out',
  'access.account-disabled': 'signed-out',
  'access.password-weak': 'rule',
  'access.password-must-change': 'denied',
  'route.unknown': 'unknown',
  'server.fault': 'busy',
  'entity.unknown': 'unknown',
  'command.unknown': 'unknown',
  'query.unknown': 'unknown',
  'command.id-reused': 'conflict',
  'entity.changed': 'conflict',
  'file.missing': 'rule',
  'database.away': 'busy',
} as const satisfies Record<string, RefusalClass>

export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** Why not, in a code the client translates and the facts its sentence needs. */
export interface Refusal {
  readonly ok: false
  readonly code: string
  readonly detail: { readonly [key: string]: JsonValue }
}

export function refuse(code: string, detail: Refusal['detail'] = {}): Refusal {
  return { ok: false, code, detail }
}

export function isRefusal(value: object): value is Refusal {
  return 'ok' in value && value.ok === false
}

export interface Accepted<Answer> {
  readonly ok: true
  /** The place of the change in the township's stream; 0 where nothing changed. */
  readonly seq: number
  readonly answer: Answer
}

export type Outcome<Answer> = Accepted<Answer> | Refusal
