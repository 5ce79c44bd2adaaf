/** What `cameras.save` asks beside the id and version, with plain defaults. */
export const cameraFields = (code: string, more: object = {}): object => ({
  code,
  name: `摄像机 ${code}`,
  organisationId: null,
  address: '',
  position: { lon: 120, lat: 30 },
  form: 'fixed',
  azimuthDegrees: 90,
  fieldOfViewDegrees: 80,
  rangeMetres: 80,
  capabilities: [],
  purpose: '治安防控',
  recordingDays: 30,
  signPosted: true,
  tags: [],
  ...more,
})
