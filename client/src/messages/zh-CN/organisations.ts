export const messages = { basemap: '县域底图', basemapChoice: '底图' } as const
