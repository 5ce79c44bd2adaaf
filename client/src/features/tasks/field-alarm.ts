import { onScopeDispose, readonly, shallowRef, watch, type Ref } from 'vue'

const REPEAT_MS = 2_500
const BEEP_SECONDS = 0.28

/** Rings and shakes while a task waits unopened. Answers whether the phone can sound yet: a browser wants a touch first. */
export function useAlarm(ringing: Readonly<Ref<string | undefined>>): Readonly<Ref<'silent' | 'audible'>> {
  const voice = shallowRef<'silent' | 'audible'>('silent')
  let audio: AudioContext | undefined
  let timer: ReturnType<typeof setInterval> | undefined

  const wake = () => {
    audio ??= new AudioContext()
    void audio.resume().then(() => {
      voice.value = audio?.state === 'running' ? 'audible' : 'silent'
    })
  }
  const ring = () => {
    // Not every phone browser can shake.
    if ('vibrate' in navigator) navigator.vibrate([300, 120, 300])
    if (audio?.state !== 'running') return
    beep(audio, 880, 0)
    beep(audio, 1_175, BEEP_SECONDS)
  }

  window.addEventListener('pointerdown', wake)
  window.addEventListener('keydown', wake)
  watch(
    ringing,
    id => {
      clearInterval(timer)
      if (id === undefined) return
      ring()
      timer = setInterval(ring, REPEAT_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearInterval(timer)
    window.removeEventListener('pointerdown', wake)
    window.removeEventListener('keydown', wake)
    void audio?.close()
  })
  return readonly(voice)
}

function beep(audio: AudioContext, hertz: number, afterSeconds: number): void {
  const at = audio.currentTime + afterSeconds
  const tone = audio.createOscillator()
  const loudness = audio.createGain()
  tone.frequency.value = hertz
  loudness.gain.setValueAtTime(0.3, at)
  loudness.gain.exponentialRampToValueAtTime(0.001, at + BEEP_SECONDS)
  tone.connect(loudness).connect(audio.destination)
  tone.start(at)
  tone.stop(at + BEEP_SECONDS)
}
