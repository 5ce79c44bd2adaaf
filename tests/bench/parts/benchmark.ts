/** One line of the result: what was asked for, what came out, and why where it differs. */
export interface Figure {
  readonly name: string
  readonly target: string
  /** Median of the runs, with its unit; `[least … most]` behind it. */
  readonly measured: string
  /** Against the peer, median of the ratios within each run; empty where there is no peer. */
  readonly ratio: string
  readonly verdict: 'met' | 'missed' | 'skipped' | 'for comparison'
  /** What a reader must know: the reason of a miss, what was left out. */
  readonly note: string
}

/** What a benchmark is given. Everything it starts it also ends; the runner ends what it leaves. */
export interface Bench {
  /** Its own empty folder, removed afterwards. */
  readonly folder: string
  /** A PostgreSQL that waits for the disk, as every benchmark uses it. */
  readonly serverUrl: string
  /** Holds the demo county without history; to be copied, never written. */
  readonly template: string
  /** A look whether everything works, not a measurement. */
  readonly short: boolean
  readonly say: (text: string) => void
  /** Undone in reverse when the benchmark ends, however it ends. */
  readonly atEnd: (undo: () => unknown) => void
}

export interface Benchmark {
  readonly title: string
  /** Past this its processes are killed and its figures are missing. */
  readonly limitSeconds: number
  /** What shared the processors while it measured. */
  readonly shared: string
  /** What takes long only the first time on a machine and is not counted: peers to install, a client to build. */
  readonly prepare?: () => Promise<unknown>
  readonly run: (bench: Bench) => Promise<readonly Figure[]>
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) throw new Error('nothing was measured')
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The value below which `share` (0–1) of them lie. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('nothing was measured')
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!
}

export function round(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return value.toPrecision(3).replace(/\.?0+$/, '')
}

/** `10,500/s [9,800 … 11,200]` */
export function spread(values: readonly number[], unit: string): string {
  const middle = `${round(median(values))}${unit}`
  if (values.length === 1) return middle
  return `${middle} [${round(Math.min(...values))} … ${round(Math.max(...values))}]`
}

/** The ratio of each run, so that a machine that slows down slows both. */
export function ratios(ours: readonly number[], peers: readonly number[]): readonly number[] {
  return ours.map((value, index) => value / peers[index]!)
}

export interface Judged extends Omit<Figure, 'verdict' | 'ratio' | 'note'> {
  readonly met: boolean
  readonly ratio?: string
  /** Said in any case. */
  readonly note?: string
  /** Said where it missed. */
  readonly because?: string
}

export function judge({ met, because = '', ratio = '', note = '', ...figure }: Judged): Figure {
  const said = [note, met ? '' : because].filter(text => text !== '').join(' ')
  return { ...figure, ratio, note: said, verdict: met ? 'met' : 'missed' }
}

export function skipped(name: string, target: string, why: string): Figure {
  return { name, target, measured: '–', ratio: '', verdict: 'skipped', note: why }
}
