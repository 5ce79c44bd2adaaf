import { expect, test } from 'vitest'
import { controlUrl, videoOf } from './sdp.ts'
import { sizeOf } from './sps.ts'

const description = [
  'v=0',
  'm=audio 0 RTP/AVP 8',
  'a=control:trackID=2',
  'm=video 0 RTP/AVP 96',
  'a=rtpmap:96 H264/90000',
  'a=fmtp:96 packetization-mode=1;profile-level-id=42c01e;sprop-parameter-sets=Z0LAHtoCgL/lwEQAAAMABAAAAwDIPFi6gA==,aM48gA==',
  'a=control:trackID=1',
  'm=application 0 RTP/AVP 107',
  'a=control:trackID=3',
].join('\r\n')

test('CA-22 the video of a description, its codec and its parameter sets', () => {
  const video = videoOf(description)

  expect(video).toMatchObject({ codec: 'H264', payloadType: 96, control: 'trackID=1' })
  expect(video?.parameterSets.map(set => set[0]! & 0x1f)).toEqual([7, 8])
  expect(sizeOf(video!.parameterSets[0]!)).toEqual({ width: 640, height: 360 })
  expect(videoOf(description.replace('H264', 'h265'))?.codec).toBe('H265')
  expect(videoOf('v=0\r\nm=video 0 RTP/AVP 26')?.codec).toBe('JPEG')
  expect(videoOf('v=0\r\nm=audio 0 RTP/AVP 8')).toBeUndefined()
  expect(sizeOf(Buffer.from([0x67, 0x42]))).toBeUndefined()
})

test('CA-20 SETUP goes to an absolute control, or to one hung on the base', () => {
  expect(controlUrl('rtsp://c/live', 'trackID=1')).toBe('rtsp://c/live/trackID=1')
  expect(controlUrl('rtsp://c/live/', 'trackID=1')).toBe('rtsp://c/live/trackID=1')
  expect(controlUrl('rtsp://c/live', 'rtsp://c/x/track1')).toBe('rtsp://c/x/track1')
  expect([controlUrl('rtsp://c/live', '*'), controlUrl('rtsp://c/live', '')]).toEqual([
    'rtsp://c/live',
    'rtsp://c/live',
  ])
})
