import { SUBMIT_EXAMPLE } from './openapi-example.ts'

/** The OpenAPI document as a page that is read: no script, no request beyond itself, so it stands under the CSP. */

interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly (string | number)[]
  readonly const?: unknown
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
  readonly description?: string
}

export interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description: string
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>

export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const marks: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string): string => text.replace(/[&<>"']/g, mark => marks[mark] ?? '')

/** `2026-…Z`, an id, a length: what a reader wants to know of a value, in a few words. */
function typeOf(schema: Schema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(one => JSON.stringify(one)).join(' | ')
  if (schema.type === 'array') {
    const most = schema.maxItems === undefined ? '' : ` (≤ ${schema.maxItems})`
    return `${typeOf(schema.items ?? {})}[]${most}`
  }
  if (schema.pattern?.startsWith('^[0-9a-f]{8}-') === true) return 'uuid'
  if (schema.pattern?.includes('T([01]') === true) return 'instant (2026-11-23T09:30:00.000Z)'
  if (schema.pattern?.startsWith('^[0-9]{4}-') === true) return 'date (2026-11-23)'
  const bounds = [
    schema.minimum === undefined ? '' : `≥ ${schema.minimum}`,
    schema.maximum === undefined ? '' : `≤ ${schema.maximum}`,
    schema.maxLength === undefined ? '' : `≤ ${schema.maxLength} characters`,
  ].filter(Boolean)
  const name = schema.type ?? 'any'
  return bounds.length === 0 ? name : `${name} (${bounds.join(', ')})`
}

/** Properties as nested lists; an object inside a list or a choice is opened too. */
function fieldsOf(schema: Schema): string {
  const { properties } = schema
  if (properties === undefined) return `<code>${escape(typeOf(schema))}</code>`
  const rows = Object.entries(properties).map(([name, one]) => {
    const optional = schema.required?.includes(name) === true ? '' : ' <em>optional</em>'
    const inner = [one, one.items, ...(one.anyOf ?? [])].find(part => part?.properties !== undefined)
    const nested = inner === undefined ? '' : fieldsOf(inner)
    return `<li><b>${escape(name)}</b>${optional} <code>${escape(typeOf(one))}</code>${nested}</li>`
  })
  return rows.length === 0 ? '<p>nothing</p>' : `<ul>${rows.join('')}</ul>`
}

const schemaIn = (content: Content | undefined): Schema | undefined => content?.['application/json']?.schema

function operationOf(path: string, method: string, operation: Operation): string {
  const body = schemaIn(operation.requestBody?.content)
  const given = body?.properties?.['params'] ?? body
  const answered = schemaIn(operation.responses['200']?.content)
  const answer = answered?.properties?.['answer'] ?? answered
  const part = (title: string, schema: Schema | undefined): string =>
    schema === undefined ? '' : `<h4>${title}</h4>${fieldsOf(schema)}`
  return `<details id="${escape(operation.operationId)}"><summary><code>${method.toUpperCase()} ${escape(path)}</code> ${escape(operation.summary)}</summary>
<p>${escape(operation.description)}</p>${part('params', given)}${part('answer', answer)}</details>`
}

const STYLE = `:root{color-scheme:light dark}body{max-width:62rem;margin:2rem auto;padding:0 1rem;font:15px/1.6 system-ui,'Noto Sans CJK SC',sans-serif}
code{font-family:ui-monospace,monospace;font-size:.92em}summary{cursor:pointer;padding:.3rem 0}details{border-bottom:1px solid #8886}
ul{margin:.2rem 0;padding-left:1.3rem}h4{margin:.6rem 0 .1rem}em{opacity:.75}pre{overflow:auto;padding:.6rem;border:1px solid #8886}table{border-collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;text-align:left}`

const INTRO = `<p>Commands change, queries tell. Both are <code>POST</code> with JSON; unknown properties are refused, nothing is coerced.
The machine-readable document is <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1).</p>
<p>Who asks is said by the session cookie or by <code>Authorization: Bearer</code> with an access token from the administration page.</p>
<p>A command is <code>{"commandId": uuid, "township": uuid, "params": {…}}</code>. The same <code>commandId</code> again gives the first answer
and changes nothing, so repeat it until an answer comes. Up to 500 commands go to <code>POST /api/commands</code> as a list, each with its
<code>name</code>, and come back as a list of answers. A query is <code>{"township": uuid, "params": {…}}</code>.</p>
<h2>First steps</h2>
<p>1. Ask an administrator for an access token (接入令牌, use 上级平台). 2. <code>GET /api/session</code>: each <code>township</code> of this API is one of
<code>streams[].township</code> there. 3. Hand in a report: you make the <code>commandId</code> and the <code>incidentId</code> (UUIDs, version 7 by preference; the
incident is opened under the id you send), <code>sourceId</code> is your own number. 4. Ask <code>reports.progress</code> with your numbers for the state and
the answer.</p>
<pre>curl -H "Authorization: Bearer $TOKEN" $CENTRE/api/session
curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" $CENTRE/api/commands/reports.submit -d '
${escape(JSON.stringify(SUBMIT_EXAMPLE, null, 2))}'
curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" $CENTRE/api/queries/reports.progress -d '
{"township": "${SUBMIT_EXAMPLE.township}", "params": {"source": "hotline", "sourceIds": ["${SUBMIT_EXAMPLE.params.sourceId}"]}}'</pre>
<p>A refusal is <code>{"ok": false, "code": "…", "detail": {…}}</code>: 400 a field is wrong, 401 not signed in, 403 not allowed, 404 unknown or
not yours to see, 409 somebody was faster, 422 a rule forbids it, 429 and 503 later (<code>Retry-After</code>).</p>`

/** The whole document as one page of HTML; every text in it is escaped. */
export function docsPageOf(document: ApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))]
  const sections = tags.map(tag => {
    const own = operations.filter(({ operation }) => operation.tags.includes(tag))
    const list = own.map(({ path, method, operation }) => operationOf(path, method, operation)).join('\n')
    return `<h2 id="${escape(tag)}">${escape(tag)} (${own.length})</h2>\n${list}`
  })
  const { title, version } = document.info
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)} API</title><style>${STYLE}</style></head><body><main><h1>${escape(title)} API ${escape(version)}</h1>
${INTRO}<nav>${tags.map(tag => `<a href="#${escape(tag)}">${escape(tag)}</a>`).join(' · ')}</nav>
${sections.join('\n')}</main></body></html>`
}
