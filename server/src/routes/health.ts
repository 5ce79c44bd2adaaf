import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Database } from '../platform/database.ts'

export interface Metrics {
  readonly registry: Registry
  readonly commands: Counter<'command' | 'outcome'>
  readonly commandSeconds: Histogram
  readonly viewers: Gauge
}

export function openMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    commands: new Counter({
      name: 'one_centre_commands_total',
      help: 'Commands answered, by name and outcome code',
      labelNames: ['command', 'outcome'],
      registers,
    }),
    commandSeconds: new Histogram({
      name: 'one_centre_command_seconds',
      help: 'Time from parsing a command to its answer',
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2],
      registers,
    }),
    viewers: new Gauge({ name: 'one_centre_viewers', help: 'Sockets connected to this node', registers }),
  }
}

export interface HealthDoors {
  readonly database: Database
  readonly metrics: Metrics
  /** What is amiss though this node can serve; it is told, and the node stays in service. */
  readonly troubles: () => readonly string[]
}

export function healthRoutes(app: FastifyInstance, { database, metrics, troubles }: HealthDoors): void {
  const quiet = { config: { rateLimit: false } } as const
  app.get('/healthz', quiet, (_request, response) => response.send({ ok: true }))
  app.get('/readyz', quiet, async (_request, response) => {
    try {
      await database.query('select 1')
      return await response.send({ ok: true, reasons: troubles() })
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown'
      return response
        .code(503)
        .header('retry-after', '2')
        .send({ ok: false, reasons: [`database: ${reason}`] })
    }
  })
  app.get('/metrics', quiet, async (_request, response) =>
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
}
