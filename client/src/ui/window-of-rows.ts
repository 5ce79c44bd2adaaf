/** Which rows of a long list are in the page: those in view and a few around them. `to` is exclusive. */
export function windowOfRows(
  count: number,
  rowPx: number,
  scrollTopPx: number,
  heightPx: number,
): { readonly from: number; readonly to: number } {
  const spare = 6
  const from = Math.max(0, Math.floor(scrollTopPx / rowPx) - spare)
  const to = Math.min(count, Math.ceil((scrollTopPx + heightPx) / rowPx) + spare)
  return { from: Math.min(from, to), to }
}

/** The scroll position that brings a row into view with the least movement. */
export function scrollToRow(index: number, rowPx: number, scrollTopPx: number, heightPx: number): number {
  const top = index * rowPx
  if (top < scrollTopPx) return top
  return top + rowPx > scrollTopPx + heightPx ? top + rowPx - heightPx : scrollTopPx
}
