/** More would make one asker wait for too many others. */
const MOST_AT_ONCE = 200

interface Waiting<Answer> {
  readonly key: string
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/**
 * Asks for many keys in one question. A lone asker never waits; who comes while a question is under way is in the
 * next one. So an answer always comes from a question that began after it was asked for.
 * `ask` answers in the order of its keys.
 */
export function askTogether<Answer>(
  ask: (keys: readonly string[]) => Promise<readonly Answer[]>,
): (key: string) => Promise<Answer> {
  const waiting: Waiting<Answer>[] = []
  let asking = false

  async function askAll(): Promise<void> {
    asking = true
    while (waiting.length > 0) {
      const asked = waiting.splice(0, MOST_AT_ONCE)
      try {
        const answers = await ask(asked.map(one => one.key))
        for (const [index, one] of asked.entries()) one.resolve(answers[index]!)
      } catch (error) {
        for (const one of asked) one.reject(error)
      }
    }
    asking = false
  }

  return key =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      if (!asking) void askAll()
    })
}
