import { randomBytes } from 'node:crypto'
import type { Post, Role } from '@one-centre/shared/access'
import { newId, type Id } from '@one-centre/shared/ids'
import { levelLimits } from '@one-centre/shared/incident-limits'
import { tokenHash } from '../../server/src/platform/session.ts'
import { organisation, startTestApp, type TestApp, type TestAppOptions } from '../harness/app.ts'
import { params as storyParams } from '../harness/incident-story.ts'
import { somewhere, type Town } from '../harness/town.ts'

/** One chair somebody sits in: whose cookie or token is sent, and from which address. */
export interface Seat {
  readonly name: string
  readonly role: Role
  readonly personId: Id<'person'> | null
  readonly headers: Readonly<Record<string, string>>
  readonly address: string
}

export interface Answer {
  readonly status: number
  readonly code: string
  /** The body, parsed where it is JSON. */
  readonly body: unknown
  readonly field: string
  readonly headers: Readonly<Record<string, unknown>>
}

export interface Place {
  readonly township: Id<'organisation'>
  readonly bodies: readonly Id<'organisation'>[]
  /** A1, A2, B1, B2, C1, C2, A3. */
  readonly teams: readonly Id<'team'>[]
  readonly matter: Id<'matter'>
  /** Of two stages. */
  readonly stagedMatter: Id<'matter'>
}

/** Roles nobody holds as a person: they come with a token. */
const byToken: readonly Role[] = ['citizen', 'wall', 'upstream']

type Call = 'command' | 'query'

/** Two towns with the same bodies and teams, and everybody who could ask for something. */
export class Scene {
  readonly app: TestApp
  readonly east: Place
  readonly west: Place
  readonly seats = new Map<string, Seat>()
  #addresses = 0

  private constructor(app: TestApp, east: Place, west: Place) {
    this.app = app
    this.east = east
    this.west = west
  }

  static async open(options: TestAppOptions = {}): Promise<Scene> {
    const app = await startTestApp(undefined, options)
    return new Scene(app, await buildPlace(app, '东镇'), await buildPlace(app, '西镇'))
  }

  async seat(name: string, post: Post): Promise<Seat> {
    const { database, clock } = this.app
    const token = randomBytes(32).toString('base64url')
    const now = clock.iso()
    let personId: Id<'person'> | null = null
    if (byToken.includes(post.role)) {
      await database.db.query(
        'insert into access_tokens (id, token_hash, name, posts, created_at) values ($1, $2, $3, $4, $5)',
        [newId(), tokenHash(token), name, JSON.stringify([post]), now],
      )
    } else {
      personId = newId<'person'>()
      const { organisationId } = post
      const fields = { name: name.slice(0, 40), phone: '13800000000', title: '', signInName: null }
      await this.app.must(
        'people.save',
        { personId, version: null, ...fields, organisationId, posts: [post] },
        post.township,
      )
      await database.db.query(
        `insert into accounts (person_id, township, sign_in_name, password_hash, must_change, changed_at)
         values ($1, $2, $3, 'none', false, $4)`,
        [personId, post.township, `p${personId.slice(-12)}`, now],
      )
      await database.db.query(
        `insert into sessions (token_hash, person_id, created_at, seen_at, expires_at)
         values ($1, $2, $3, $3, $4)`,
        [tokenHash(token), personId, now, '2027-12-31T00:00:00.000Z'],
      )
    }
    const headers: Record<string, string> =
      personId === null ? { authorization: `Bearer ${token}` } : { cookie: `sid=${token}` }
    const seat = { name, role: post.role, personId, headers, address: this.nextAddress() }
    this.seats.set(name, seat)
    return seat
  }

  /** Its own address, so that no throttle of another's requests is met. */
  nextAddress(): string {
    this.#addresses += 1
    return `10.1.${this.#addresses >> 8}.${this.#addresses & 255}`
  }

  of(name: string): Seat {
    const seat = this.seats.get(name)
    if (seat === undefined) throw new Error(`nobody sits in ${name}`)
    return seat
  }

  async http(
    seat: Pick<Seat, 'headers' | 'address'> | null,
    method: string,
    url: string,
    payload?: string | Buffer | object,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await this.app.app.http.inject({
      method: method as 'GET',
      url,
      remoteAddress: seat?.address ?? this.nextAddress(),
      headers: { ...seat?.headers, ...headers },
      ...(payload === undefined ? {} : { payload }),
    })
    return answerOf(response.statusCode, response.body, response.headers)
  }

  ask(seat: Seat | null, call: Call, name: string, township: string, params: unknown): Promise<Answer> {
    const command = call === 'command'
    const envelope = { ...(command ? { commandId: newId() } : {}), township, params }
    return this.http(seat, 'POST', `/api/${command ? 'commands' : 'queries'}/${name}`, envelope)
  }

  /** Carries out a command and throws where it is refused. */
  async must(seat: string, name: string, params: object, place = this.east): Promise<unknown> {
    const answer = await this.ask(this.of(seat), 'command', name, place.township, params)
    if (answer.status !== 200) throw new Error(`${seat} ${name}: ${JSON.stringify(answer.body)}`)
    return (answer.body as { answer: unknown }).answer
  }

  /** Params that are right for this town where nothing else is said. */
  params(incidentId: Id<'incident'>, place = this.east): ReturnType<typeof storyParams> {
    const named = (ids: readonly string[]): object[] => ids.map(id => ({ id }))
    const town = { matter: { id: place.matter }, bodies: named(place.bodies), teams: named(place.teams) }
    return storyParams(town as unknown as Town, incidentId, this.app.clock.now())
  }
}

export function answerOf(
  status: number,
  text: string,
  headers: Readonly<Record<string, unknown>> = {},
): Answer {
  let body: unknown = text
  try {
    body = JSON.parse(text)
  } catch {
    // A page, a picture or nothing.
  }
  const refusal = (typeof body === 'object' && body !== null ? body : {}) as {
    code?: string
    detail?: { field?: string }
  }
  return { status, code: refusal.code ?? '', body, field: refusal.detail?.field ?? '', headers }
}

/** Around `somewhere`. */
const ring = [
  [120, 30],
  [120.1, 30],
  [120.1, 30.1],
  [120, 30.1],
  [120, 30],
]

async function buildPlace(app: TestApp, name: string): Promise<Place> {
  const township = newId<'organisation'>()
  const more = { name, shortName: name, type: 'township', parentId: app.county, code: name }
  await app.must('organisations.save', organisation(township, more))
  const bodies: Id<'organisation'>[] = []
  const teams: Id<'team'>[] = []
  const addTeam = async (organisationId: Id<'organisation'>, code: string): Promise<void> => {
    const teamId = newId<'team'>()
    teams.push(teamId)
    const team = { code, name: `${name}${code}`, kind: 'enforcement' }
    const rest = { memberIds: [], capabilities: [], vehicle: '', base: somewhere }
    await app.must('teams.save', { teamId, version: null, organisationId, ...team, ...rest }, township)
    await app.must('teams.set-duty', { teamId, version: 1, onDuty: true }, township)
  }
  for (const code of ['A', 'B', 'C']) {
    const organisationId = newId<'organisation'>()
    bodies.push(organisationId)
    await app.must(
      'organisations.save',
      organisation(organisationId, { code, name: `${name}${code}`, shortName: code, type: 'department' }),
      township,
    )
    for (const count of [1, 2]) await addTeam(organisationId, `${code}${count}`)
  }
  await addTeam(bodies[0]!, 'A3')
  const geometry = { type: 'Polygon', coordinates: [ring] }
  const properties = { code: 'G-1', name: 'G-1', level: 'grid' }
  const features = [{ type: 'Feature', properties, geometry }]
  await app.must('grids.import', { collection: { type: 'FeatureCollection', features } }, township)
  const matter = await buildMatter(app, township, bodies, 1)
  const stagedMatter = await buildMatter(app, township, bodies, 2)
  return { township, bodies, teams, matter, stagedMatter }
}

async function buildMatter(
  app: TestApp,
  township: Id<'organisation'>,
  bodies: readonly Id<'organisation'>[],
  stages: number,
): Promise<Id<'matter'>> {
  const matterId = newId<'matter'>()
  await app.must(
    'matters.save',
    {
      matterId,
      version: null,
      code: `M-${stages}`,
      major: '市容环境',
      name: '暴露垃圾',
      level: 3,
      limits: levelLimits[3],
      leadOrganisationIds: bodies,
      assistingOrganisationIds: [],
      teamKinds: ['enforcement'],
      capabilities: [],
      basis: '',
      evidence: { photoBefore: false, photoAfter: false, photoPerStage: false },
      stages,
      validFrom: '2026-01-01',
    },
    township,
  )
  return matterId
}
