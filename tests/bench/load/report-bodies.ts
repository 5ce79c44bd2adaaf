import { newId } from '@one-centre/shared/ids'
import type { Town } from '../parts/county.ts'

const WORDS = '路面有一处井盖破损，周围没有围挡，夜间行人经过有危险，请尽快派人到现场处理并设置警示标志。'

/** Numbers of this run, so that two processes or two runs never hand in the same report. */
const RUN = newId().slice(-12)
let count = 0

/** The envelope of `reports.submit`: an ordinary report, placed on the map, from a reporter on the phone. */
function envelopeOf(town: Town): object {
  count += 1
  const aside = (count % 200) * 1e-6
  return {
    commandId: newId(),
    township: town.id,
    params: {
      source: 'hotline',
      sourceId: `${RUN}-${count}`,
      text: WORDS,
      matterId: null,
      place: {
        address: '中心路与人民街路口',
        position: { lon: town.lon + aside, lat: town.lat },
        gridId: null,
      },
      happenedAt: null,
      reporter: { name: '王小明', phone: '13800001234' },
      photos: [],
      incidentId: newId(),
      joinIncidentId: null,
    },
  }
}

export const bodies = {
  /** One `reports.submit`. */
  single: (town: Town): string => JSON.stringify(envelopeOf(town)),
  /** 500 of them in one request. */
  bulk: (town: Town): string =>
    JSON.stringify(Array.from({ length: 500 }, () => ({ name: 'reports.submit', ...envelopeOf(town) }))),
  /** The same facts as a row of parse-server, which has no command, audit or place to find. */
  parse: (town: Town): string => {
    const { params } = envelopeOf(town) as { params: Record<string, unknown> }
    return JSON.stringify({ ...params, township: town.id })
  },
} as const

export type BodyName = keyof typeof bodies
