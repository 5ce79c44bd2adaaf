import { parentPort, workerData } from 'node:worker_threads'
import { generateCounty } from './county.ts'
import { tellHistory } from './history.ts'

/** Tells a year of history on a thread of its own: a second of arithmetic that no live command should wait for. */
const { seed, end } = workerData as { readonly seed: number; readonly end: number }
parentPort?.postMessage(tellHistory(generateCounty(seed), end))
