/** What the platform needs of a logger; a pino logger fits. Fields first, then the line. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
