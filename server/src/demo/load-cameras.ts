import { DEMO_CAMERA_HOST, DEMO_CAMERA_USER, demoCameraPassword } from './cameras/account.ts'
import type { sceneNames } from './cameras/scenes.ts'
import { demoId } from './load-identity.ts'
import type { Order } from './load-orders.ts'
import type { CountyPlan, PlaceKind, PlacePlan } from './plan.ts'
import { seeded } from './seeded.ts'

interface Spot {
  readonly scene: (typeof sceneNames)[number]
  readonly form: 'fixed' | 'ptz'
  readonly purpose: string
}

/** Where a town has cameras, one of each kind, and which of the drawn scenes they show. */
const SPOTS: Readonly<Partial<Record<PlaceKind, Spot>>> = {
  government: { scene: 'square', form: 'fixed', purpose: '维护办公秩序' },
  square: { scene: 'square', form: 'ptz', purpose: '维护公共秩序' },
  market: { scene: 'market', form: 'ptz', purpose: '市容与治安管理' },
  'bus-station': { scene: 'crossing', form: 'fixed', purpose: '交通秩序与治安管理' },
  school: { scene: 'crossing', form: 'fixed', purpose: '校园周边安全' },
  hospital: { scene: 'crossing', form: 'fixed', purpose: '交通秩序与治安管理' },
  bridge: { scene: 'river', form: 'fixed', purpose: '防汛水位观察' },
  park: { scene: 'river', form: 'fixed', purpose: '水域安全' },
}

const RANGE_METRES = 220

/** Cameras of our own drawn scenes: named, reviewed, and with the way to the demonstration's own server (DM-30). */
export function cameraOrders(plan: CountyPlan): readonly (readonly Order[])[] {
  const spots = spotsOf(plan)
  const each = (
    name: string,
    paramsOf: (place: PlacePlan, spot: Spot, at: number) => object,
  ): readonly Order[] =>
    spots.map(([place, spot], at) => ({
      key: `camera/${place.key}`,
      name,
      township: place.township,
      params: { cameraId: demoId(plan.seed, `camera/${place.key}`), ...paramsOf(place, spot, at) },
    }))
  const random = seeded(plan.seed, 'cameras')
  return [
    each('cameras.save', (place, { form, purpose }, at) => ({
      version: null,
      code: `YS-${String(at + 1).padStart(3, '0')}`,
      name: `${place.name}（演示信号）`,
      organisationId: null,
      address: place.address,
      position: place.at,
      form,
      azimuthDegrees: random.whole(0, 359),
      fieldOfViewDegrees: 90,
      rangeMetres: RANGE_METRES,
      capabilities: [],
      purpose,
      recordingDays: 30,
      signPosted: true,
      tags: ['演示信号'],
    })),
    each('cameras.review', () => ({ version: 1, state: 'approved', note: '演示数据' })),
    each('cameras.set-source', (_place, { scene }) => ({
      version: 2,
      mainUrl: `rtsp://${DEMO_CAMERA_HOST}/${scene}/main`,
      subUrl: `rtsp://${DEMO_CAMERA_HOST}/${scene}/sub`,
      userName: DEMO_CAMERA_USER,
      password: demoCameraPassword(plan.seed),
    })),
  ]
}

function spotsOf({ places }: CountyPlan): readonly (readonly [PlacePlan, Spot])[] {
  const taken = new Set<string>()
  return places.flatMap((place): readonly (readonly [PlacePlan, Spot])[] => {
    const spot = SPOTS[place.kind]
    const once = `${place.township}/${place.kind}`
    if (spot === undefined || taken.has(once)) return []
    taken.add(once)
    return [[place, spot]]
  })
}
