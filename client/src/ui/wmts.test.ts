import { expect, test } from 'vitest'
import { wmtsTemplate } from './wmts.ts'

test('U-23 a WMTS source becomes a tile address with its own parameters and the three coordinates', () => {
  const template = wmtsTemplate({
    url: '/tiles/vec_w/wmts',
    layer: 'vec',
    style: 'default',
    tileMatrixSet: 'w',
    format: 'tiles',
    parameters: { tk: 'a&b' },
  })

  expect(template).toBe(
    '/tiles/vec_w/wmts?tk=a%26b&SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=vec&STYLE=default' +
      '&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}',
  )
})
