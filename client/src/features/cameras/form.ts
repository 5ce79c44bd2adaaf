import { LEAST_RECORDING_DAYS, type Camera, type saveCamera } from '@one-centre/shared/cameras'
import type { ParamsOf } from '@one-centre/shared/contract'

type Params = Omit<ParamsOf<typeof saveCamera>, 'cameraId' | 'version'>

/** A camera as it is filled in: an empty number field is `''`, tags are one text. */
export type CameraForm = Omit<Params, 'position' | 'azimuthDegrees' | 'tags'> & {
  lon: number | ''
  lat: number | ''
  azimuthDegrees: number | ''
  tags: string
}

export function newFields(): CameraForm {
  return {
    code: '',
    name: '',
    organisationId: null,
    address: '',
    lon: '',
    lat: '',
    form: 'fixed',
    azimuthDegrees: '',
    fieldOfViewDegrees: 80,
    rangeMetres: 80,
    capabilities: [],
    purpose: '',
    recordingDays: LEAST_RECORDING_DAYS,
    signPosted: false,
    tags: '',
  }
}

export function fieldsOf(camera: Camera): CameraForm {
  const { id: _id, township: _township, version: _version, review: _review, ...more } = camera
  const { streams: _streams, retired: _retired, position, tags, azimuthDegrees, ...fields } = more
  return {
    ...fields,
    capabilities: [...camera.capabilities],
    lon: position?.lon ?? '',
    lat: position?.lat ?? '',
    azimuthDegrees: azimuthDegrees ?? '',
    tags: tags.join('、'),
  }
}

export function paramsOf({ lon, lat, azimuthDegrees, tags, ...fields }: CameraForm): Params {
  return {
    ...fields,
    position: lon === '' || lat === '' ? null : { lon, lat },
    azimuthDegrees: azimuthDegrees === '' ? null : azimuthDegrees % 360,
    tags: tags
      .split(/[、，,;；]/)
      .map(tag => tag.trim())
      .filter(tag => tag !== ''),
  }
}
