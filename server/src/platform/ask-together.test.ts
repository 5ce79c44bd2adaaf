import { expect, test } from 'vitest'
import { askTogether } from './ask-together.ts'

function openDesk() {
  const questions: {
    keys: readonly string[]
    answer: (() => void) | undefined
    fail: (() => void) | undefined
  }[] = []
  const ask = askTogether(
    keys =>
      new Promise<readonly string[]>((resolve, reject) => {
        questions.push({
          keys,
          answer: () => resolve(keys.map(key => `${key}!`)),
          fail: () => reject(new Error('away')),
        })
      }),
  )
  return { ask, questions }
}

test('P-40 a lone question goes at once; who comes meanwhile shares the next one and nobody the one under way', async () => {
  const { ask, questions } = openDesk()

  const first = ask('a')
  const later = ['b', 'c', 'b'].map(ask)
  expect(questions.map(question => question.keys)).toEqual([['a']])
  questions[0]!.answer!()
  expect(await first).toBe('a!')
  await expect.poll(() => questions.length).toBe(2)
  questions[1]!.answer!()

  expect(questions[1]!.keys).toEqual(['b', 'c', 'b'])
  expect(await Promise.all(later)).toEqual(['b!', 'c!', 'b!'])
})

test('P-40 a question that fails fails for those who asked it and for nobody after', async () => {
  const { ask, questions } = openDesk()

  const first = ask('a')
  const second = ask('b')
  questions[0]!.fail!()
  await expect(first).rejects.toThrow('away')
  await expect.poll(() => questions.length).toBe(2)
  questions[1]!.answer!()

  expect(await second).toBe('b!')
})
