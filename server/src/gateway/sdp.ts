/** The video of a camera, as its session description offers it (RFC 4566, RFC 6184). */
export interface VideoOffer {
  /** `H264`, `H265`, `MJPEG` …, in capitals. */
  readonly codec: string
  readonly payloadType: number
  /** As the description says it: absolute, or to be hung on the base. */
  readonly control: string
  /** Parameter sets that may come nowhere else. */
  readonly parameterSets: readonly Buffer[]
}

/** The first video of the description; undefined where there is none. */
export function videoOf(description: string): VideoOffer | undefined {
  const lines = description.split(/\r?\n/)
  const from = lines.findIndex(line => line.startsWith('m=video'))
  if (from < 0) return undefined
  const after = lines.slice(from + 1)
  const to = after.findIndex(line => line.startsWith('m='))
  const media = to < 0 ? after : after.slice(0, to)
  const payloadType = Number(lines[from]!.split(' ')[3])
  const attribute = (start: string): string | undefined =>
    media.find(line => line.startsWith(start))?.slice(start.length)
  const map = attribute(`a=rtpmap:${payloadType} `)
  const format = attribute(`a=fmtp:${payloadType} `) ?? ''
  return {
    codec: (map?.split('/')[0] ?? staticCodec(payloadType)).toUpperCase(),
    payloadType,
    control: attribute('a=control:')?.trim() ?? '',
    parameterSets: parameterSetsOf(format),
  }
}

/** RFC 3551: numbers that need no rtpmap. */
function staticCodec(payloadType: number): string {
  if (payloadType === 26) return 'JPEG'
  return payloadType === 32 ? 'MPV' : ''
}

function parameterSetsOf(format: string): readonly Buffer[] {
  const value = /(?:^|;)\s*sprop-parameter-sets\s*=\s*([^;]+)/i.exec(format)?.[1]
  if (value === undefined) return []
  return value
    .split(',')
    .map(set => Buffer.from(set.trim(), 'base64'))
    .filter(set => set.length > 0)
}

/** Where to send SETUP: RFC 2326 C.1.1, and devices that put a query into their base. */
export function controlUrl(base: string, control: string): string {
  if (control === '' || control === '*') return base
  if (/^rtsps?:\/\//i.test(control)) return control
  return `${base}${base.endsWith('/') ? '' : '/'}${control.replace(/^\//, '')}`
}
