export const messages = { basemap: '县域底图' } as const
