/** A WMTS service asked by key-value pairs, as 天地图 and provincial platforms offer it. */
export interface WmtsSource {
  readonly url: string
  readonly layer: string
  readonly style: string
  readonly tileMatrixSet: string
  readonly format: string
  /** Further parameters of the service, such as its access key. */
  readonly parameters: Readonly<Record<string, string>>
}

/** The tile address as Leaflet fills it in: WMTS calls zoom, row and column TileMatrix, TileRow and TileCol. */
export function wmtsTemplate({ url, layer, style, tileMatrixSet, format, parameters }: WmtsSource): string {
  const query = new URLSearchParams({
    ...parameters,
    SERVICE: 'WMTS',
    REQUEST: 'GetTile',
    VERSION: '1.0.0',
    LAYER: layer,
    STYLE: style,
    TILEMATRIXSET: tileMatrixSet,
    FORMAT: format,
  })
  const joint = url.includes('?') ? '&' : '?'
  return `${url}${joint}${query.toString()}&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}`
}
