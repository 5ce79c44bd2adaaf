/**
 * The reviewed table of every door, and who may go through it. `access.test.ts` walks the server's own lists of
 * routes, commands, queries, kinds and socket messages, fails on anything that stands in only one of the two,
 * and then tries every cell against a running app.
 *
 * To add a door, add one line:
 * - a route to `routes`: 'anyone' (no session needed), 'signed-in' (any session), or the roles, by blanks;
 * - a command to `commands`, a query to `queries`: the roles whose permission lets them through, '' for the
 *   system alone. `staff` and the other words of `groups` stand for several roles;
 * - a kind of entity to `sight`; a socket message to `messages`;
 * - a command or query on something that belongs to somebody also to `ownership` (access-ownership.ts).
 *
 * This is written by hand, on purpose apart from `shared/src/access.ts`: two people must agree.
 */

/** Words that stand for several roles in the lines below. */
export const groups = {
  staff: 'leader shift_lead dispatcher intake verifier inspector reviewer body',
  field: 'member grid_worker',
  intakes: 'shift_lead dispatcher intake',
  disposers: 'admin shift_lead dispatcher body',
  teams: 'body member grid_worker',
} as const

/**
 * Where a role counts. A cell of the matrix is a door × a role × one of these.
 * - `through`: as the door's line says; - `denied`: 403; - `unknown`: 404, like a township that does not exist.
 */
export const places = {
  'a town’s seat in its own town': 'through',
  'a town’s seat in another town': 'unknown',
  // Everybody hears the county's stream (bodies, matters, the calendar); nobody of a town acts there.
  'a town’s seat at the county': 'denied',
  'a county’s seat at the county': 'through',
  'a county’s seat in a town': 'through',
  'any seat in a township that does not exist': 'unknown',
  'any seat in a body that is no township': 'unknown',
} as const

/** method and path → who. `/api/commands/*` and `/api/queries/*` have their own lists. */
export const routes: Readonly<Record<string, string>> = {
  'GET /healthz': 'anyone',
  'GET /readyz': 'anyone',
  'GET /metrics': 'anyone',
  'GET /api/openapi.json': 'anyone',
  // A page that shows that document, from our own origin.
  'GET /api/docs': 'anyone',
  'POST /api/session': 'anyone',
  // Turns an access token into a cookie, so that a wall's browser needs no header.
  'POST /api/session/token': 'anyone',
  'DELETE /api/session': 'anyone',
  'GET /api/session': 'signed-in',
  'POST /api/session/password': 'signed-in',
  // Each command and query inside has its own line below.
  'POST /api/commands': 'signed-in',
  'POST /api/commands/:name': 'signed-in',
  'POST /api/queries/:name': 'signed-in',
  // Whose stream it is: `places`; what of it: `sight`.
  'GET /api/feed/:township/snapshot': 'signed-in',
  'GET /api/feed/:township/changes': 'signed-in',
  'GET /api/feed/:township/past': 'auditor leader shift_lead dispatcher inspector',
  'GET /api/feed/:township/past/changes': 'auditor leader shift_lead dispatcher inspector',
  // With a token of `cameras.play`; whose it is, is asked again.
  'POST /api/cameras/:cameraId/whep': 'signed-in',
  'DELETE /api/cameras/whep/:viewingId': 'signed-in',
  'POST /api/cameras/whep/:viewingId/end': 'signed-in',
  'GET /api/cameras/health': 'staff admin auditor wall',
  'GET /api/basemap': 'signed-in',
  // Keys of map services stand in them.
  'GET /api/basemaps': 'signed-in',
  'GET /api/basemaps/files/:name': 'signed-in',
  'POST /api/files': 'staff field upstream citizen',
  'GET /api/files/:sha256': 'auditor staff field wall',
  'POST /api/positions': 'field',
  // The page and its parts hold no data.
  'GET /': 'anyone',
  'GET /login': 'anyone',
  'GET /wall': 'anyone',
  'GET /console': 'anyone',
  'GET /map': 'anyone',
  'GET /field': 'anyone',
  'GET /admin': 'anyone',
  'GET /styles': 'anyone',
  'GET /index.html': 'anyone',
  'GET /assets/page.js': 'anyone',
}

/** Beside `routes` on a demonstration, and answered only to the machine itself. */
export const demoRoutes: Readonly<Record<string, string>> = {
  'GET /api/demo/roles': 'loopback',
  'POST /api/demo/session': 'loopback',
}

export const commands: Readonly<Record<string, string>> = {
  'organisations.save': 'admin',
  'organisations.import': 'admin',
  'organisations.retire': 'admin',
  'grids.import': 'admin',
  'grids.assign-duty': 'admin',
  'people.save': 'admin',
  'people.disable': 'admin',
  'people.reset-password': 'admin',
  'people.import': 'admin',
  'people.set-own-duty': 'field',
  'teams.save': 'admin',
  'teams.retire': 'admin',
  'teams.set-duty': 'disposers',
  'matters.save': 'admin',
  'matters.retire': 'admin',
  'matters.import': 'admin',
  'calendar.save-year': 'admin',
  'cameras.save': 'admin',
  'cameras.retire': 'admin',
  'cameras.review': 'admin',
  'cameras.set-source': 'admin',
  'cameras.import': 'admin',
  'cameras.play': 'leader shift_lead dispatcher intake verifier inspector body wall',
  'cameras.revoke-viewing': 'admin leader shift_lead',
  'cameras.begin-viewing': '',
  'cameras.end-viewing': '',
  'reports.submit': 'staff field upstream citizen',
  'reports.answer': 'intakes',
  'incidents.save-draft': 'staff field upstream citizen',
  'incidents.file': 'intakes',
  'incidents.start-check': 'intakes',
  'incidents.conclude-check': 'staff field',
  'incidents.decline': 'intakes',
  'incidents.confirm-decline': 'leader shift_lead',
  'incidents.appeal': 'staff field upstream citizen',
  'incidents.set-level': 'intakes',
  'incidents.merge': 'intakes',
  'incidents.split': 'intakes',
  'incidents.request-extension': 'body',
  'incidents.decide-extension': 'leader shift_lead',
  'incidents.request-suspension': 'body',
  'incidents.decide-suspension': 'leader shift_lead',
  'incidents.resume': 'staff field',
  'incidents.archive': '',
  'incidents.hand-over': 'shift_lead dispatcher',
  'incidents.confirm-hand-over': 'leader shift_lead',
  'incidents.receive-hand-over': 'staff field',
  'incidents.conclude-hand-over': 'shift_lead dispatcher',
  'incidents.withdraw': 'staff field upstream citizen',
  'incidents.void': 'leader shift_lead',
  'incidents.note': 'staff field',
  'incidents.acknowledge-note': 'body',
  'incidents.call-back': 'intakes verifier',
  'incidents.import-history': 'admin',
  'incidents.dispatch': 'intakes',
  'incidents.redispatch': 'shift_lead dispatcher',
  'incidents.designate': 'leader shift_lead',
  'incidents.accept': 'teams',
  'incidents.return': 'body',
  'incidents.advance-stage': 'teams',
  'incidents.complete': 'body',
  'incidents.pass': 'verifier',
  'incidents.fail': 'verifier',
  'incidents.reopen': 'leader verifier inspector citizen',
  'tasks.assign': 'disposers',
  'tasks.reserve': 'disposers',
  'tasks.activate': '',
  'tasks.acknowledge': 'teams',
  'tasks.accept': 'teams',
  'tasks.depart': 'teams',
  'tasks.arrive': 'teams',
  'tasks.start': 'teams',
  'tasks.finish': 'teams',
  'tasks.release': 'staff field',
  'tasks.decline': 'teams',
  'tasks.fail': 'teams',
  'tasks.recall': 'disposers',
  'tasks.replace': 'disposers',
  'tasks.waive': 'disposers',
  'tasks.correct-time': 'disposers',
  'responses.declare': 'leader shift_lead',
  'responses.set-level': 'leader shift_lead',
  'responses.end': 'leader shift_lead',
  'supervision.chase': 'leader shift_lead dispatcher inspector',
  'supervision.supervise': 'leader inspector',
  'supervision.acknowledge': 'body',
  'supervision.answer': 'body',
  'supervision.light': '',
  'tokens.issue': 'admin',
  'tokens.revoke': 'admin',
  'notifications.acknowledge-delivery': 'admin auditor staff field',
  'notifications.read': 'admin auditor staff field',
  'notifications.notify': '',
  'notifications.check-delivery': '',
  'notifications.settle': '',
}

export const queries: Readonly<Record<string, string>> = {
  'organisations.check-import': 'admin',
  'organisations.export': 'admin',
  'grids.check-import': 'admin',
  'grids.locate': 'admin auditor staff field upstream wall',
  'people.check-import': 'admin',
  'people.export': 'admin',
  'people.account': 'admin',
  'matters.check-import': 'admin',
  'matters.export': 'admin',
  'cameras.check-import': 'admin',
  'cameras.export': 'admin',
  // Without the password, which nobody reads.
  'cameras.source': 'admin',
  'cameras.renew-playback': 'leader shift_lead dispatcher intake verifier inspector body wall',
  'cameras.viewings': 'admin auditor leader shift_lead inspector',
  'cameras.export-viewings': 'admin auditor leader shift_lead inspector',
  'audit.list': 'admin auditor inspector',
  'audit.change': 'admin auditor inspector',
  'audit.queries': 'admin auditor inspector',
  'audit.export': 'admin auditor inspector',
  'audit.verify': 'admin auditor inspector',
  'replay.timeline': 'auditor leader shift_lead dispatcher inspector',
  'replay.moment': 'auditor leader shift_lead dispatcher inspector',
  'replay.review': 'auditor leader shift_lead dispatcher inspector',
  'replay.report': 'auditor leader shift_lead inspector',
  // Through, and then only who may see positions.
  'replay.positions': 'auditor leader shift_lead dispatcher inspector',
  'calendar.status': 'admin auditor staff field upstream wall',
  // Through, and then: the centre any team, a body its own, the wall none (`ownership`).
  'positions.track': 'staff wall',
  'incidents.list': 'auditor staff field wall',
  'incidents.history': 'auditor staff field wall',
  'incidents.statistics': 'auditor staff field wall',
  'reports.list': 'auditor staff field wall',
  // Through, and then only what the asker handed in (L-43).
  'reports.progress': 'staff field upstream citizen',
  'reports.reveal-contact': 'intakes verifier',
  'tasks.advise': 'auditor staff field wall',
}

/**
 * What of the stream of its own town a seat hears, by kind (F-11). `whole`, `bare` (without the words or the phone),
 * nothing where it is not named. The incident of the scene is led by body A and worked on by team A1;
 * `centre` is whoever sits in the command centre.
 */
export const sight: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  organisation: { whole: 'everybody' },
  grid: { whole: 'everybody' },
  matter: { whole: 'everybody' },
  'calendar-year': { whole: 'everybody' },
  team: { whole: 'everybody' },
  response: { whole: 'everybody' },
  // Of body A.
  camera: { whole: 'centre wall bodyA' },
  // Of the dispatcher.
  viewing: { whole: 'admin dispatcher' },
  // Who holds which token, not the secret; those of the county are heard there alone.
  token: { whole: 'admin' },
  // Of a person of body A: the phone.
  person: { whole: 'centre bodyA', bare: 'bodyB memberA memberA2 memberB grid_worker upstream citizen wall' },
  incident: { whole: 'centre bodyA memberA', bare: 'wall' },
  task: { whole: 'centre bodyA memberA', bare: 'wall' },
  clock: { whole: 'centre wall bodyA' },
  note: { whole: 'centre bodyA memberA' },
  report: { whole: 'centre' },
  // Words of a chase to body A.
  supervision: { whole: 'centre bodyA', bare: 'wall' },
  // About a task, to a member of team A1.
  notification: { whole: 'centre memberA' },
}
export const centre = 'admin auditor leader shift_lead dispatcher intake verifier inspector reviewer'

/** The socket: what a client may say, and what the server says. Anything else from a client is not heard at all. */
export const messages = {
  /** → who is answered; to everybody else nothing happens. */
  heard: { view: 'staff wall', position: 'field' },
  said: ['hello', 'feed', 'positions', 'goodbye'],
} as const

export function rolesOf(line: string): readonly string[] {
  const words = line.split(' ').filter(word => word !== '')
  return words.flatMap(word => (word in groups ? groups[word as keyof typeof groups].split(' ') : [word]))
}
