/** Two rising tones and a buzz every two seconds until silenced: heard in a pocket, not mistaken for a ringtone. */
const REPEAT_MS = 2_000
const tonesHz = [740, 988] as const
const TONE_S = 0.22

/** Starts the alarm and answers how to silence it. A browser that has not been touched yet stays silent and still buzzes. */
export function ring(): () => void {
  const audio = new AudioContext()
  const once = () => {
    tonesHz.forEach((hz, index) => {
      tone(audio, hz, index * TONE_S)
    })
    // Not offered by every browser, whatever the type says.
    ;(navigator as { readonly vibrate?: Navigator['vibrate'] }).vibrate?.call(navigator, [300, 120, 300])
  }
  void audio.resume()
  once()
  const timer = setInterval(once, REPEAT_MS)
  return () => {
    clearInterval(timer)
    void audio.close()
  }
}

function tone(audio: AudioContext, hz: number, after: number): void {
  const oscillator = audio.createOscillator()
  const volume = audio.createGain()
  oscillator.frequency.value = hz
  volume.gain.value = 0.4
  oscillator.connect(volume).connect(audio.destination)
  oscillator.start(audio.currentTime + after)
  oscillator.stop(audio.currentTime + after + TONE_S)
}
