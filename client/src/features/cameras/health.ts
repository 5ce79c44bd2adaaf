import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue'
import { useLive } from '../../kernel/live.ts'

/** How a stream does, as the gateway says it. */
export interface StreamHealth {
  readonly key: string
  readonly state: 'idle' | 'connecting' | 'live' | 'auth_failed' | 'unreachable' | 'unsupported_codec'
  readonly codec: string
  readonly width: number
  readonly height: number
  readonly framesPerSecond: number
  readonly lastFrameAt: number | null
  readonly viewers: number
}

const EVERY_MS = 2_000
const streams = shallowRef<readonly StreamHealth[]>([])
let askers = 0
let timer: ReturnType<typeof setInterval> | undefined

/** The streams that are open; asked for while any component looks, once for all of them. */
export function useStreamHealth(): Readonly<ShallowRef<readonly StreamHealth[]>> {
  const { http } = useLive()
  const ask = async (): Promise<void> => {
    const result = await http.ask<{ readonly streams: readonly StreamHealth[] }>({
      method: 'GET',
      path: '/api/cameras/health',
    })
    if (result.kind === 'answered') streams.value = result.body.streams
  }
  onMounted(() => {
    askers += 1
    timer ??= setInterval(() => void ask(), EVERY_MS)
    void ask()
  })
  onBeforeUnmount(() => {
    askers -= 1
    if (askers > 0) return
    clearInterval(timer)
    timer = undefined
  })
  return streams
}
