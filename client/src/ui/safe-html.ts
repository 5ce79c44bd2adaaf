import type { Layer } from 'leaflet'

/**
 * The only way text reaches a place that renders HTML: Leaflet popups, tooltips and icons, ECharts tooltips.
 * Lint forbids those calls everywhere else.
 */
type SafeChild = Node | string | number | undefined

/** An element with text and elements in it; text stays text. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: readonly SafeChild[]
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name)
  if (className !== '') node.className = className
  for (const child of children) {
    if (child === undefined) continue
    node.append(typeof child === 'number' ? String(child) : child)
  }
  return node
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

/** Text for a place that takes HTML as a string only. */
export function escapeHtml(text: string | number): string {
  return String(text).replace(/[&<>"'`]/g, character => entities[character] ?? '')
}

/** A tooltip of plain text. */
export function attachTooltip(layer: Layer, text: () => string): void {
  layer.bindTooltip(() => element('span', '', text()), { sticky: true })
}
