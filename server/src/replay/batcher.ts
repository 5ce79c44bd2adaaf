import { setTimeout } from 'node:timers/promises'

/**
 * Gathers what many ask for at the same time into calls of at most `most`; one call is under way at a time, and
 * two begin at least `apartMs` apart. A call that fails fails everybody in it.
 */
export function batcher<Item, Answer>(
  call: (items: readonly Item[]) => Promise<readonly Answer[]>,
  { most, apartMs }: { readonly most: number; readonly apartMs: number },
): (item: Item) => Promise<Answer> {
  interface Waiting {
    readonly item: Item
    readonly resolve: (answer: Answer) => void
    readonly reject: (error: unknown) => void
  }
  let waiting: Waiting[] = []
  let working = false

  async function work(): Promise<void> {
    working = true
    while (waiting.length > 0) {
      const piece = waiting.slice(0, most)
      waiting = waiting.slice(most)
      const began = performance.now()
      try {
        const answers = await call(piece.map(one => one.item))
        for (const [index, one] of piece.entries()) one.resolve(answers[index]!)
      } catch (error) {
        for (const one of piece) one.reject(error)
      }
      await setTimeout(Math.max(0, apartMs - (performance.now() - began)))
    }
    working = false
  }

  return item =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!working) void setTimeout(0).then(() => (working ? undefined : work()))
    })
}
