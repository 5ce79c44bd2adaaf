/** A report as an upper platform hands it in. `township` comes from GET /api/session; the other ids are the sender's own. */
export const SUBMIT_EXAMPLE = {
  commandId: '019a9c00-0000-7000-8000-000000000001',
  township: '019a9c00-0000-7000-8000-0000000000aa',
  params: {
    source: 'hotline',
    sourceId: '12345-20261125-000123',
    text: 'A manhole cover is missing at the school gate',
    matterId: null,
    place: { address: '18 Zhongshan Road', position: { lon: 120.05, lat: 30.05 }, gridId: null },
    happenedAt: '2026-11-25T08:30:00.000Z',
    reporter: { name: 'Wang', phone: '13800000000' },
    photos: [],
    incidentId: '019a9c00-0000-7000-8000-000000000002',
    joinIncidentId: null,
  },
} as const
