import { expect, test } from 'vitest'
import { latest } from './latest'

test('one question at a time, the newest next, and no answer to an older one after it', async () => {
  const asked: string[] = []
  const answers: (() => void)[] = []
  const taken: string[] = []
  const look = latest(
    (question: string) => new Promise<string>((resolve, reject) => {
      asked.push(question)
      answers.push(() => (question === 'fails' ? reject(new Error('no')) : resolve(question.toUpperCase())))
    }),
    (answer) => taken.push(answer),
  )
  const answer = async () => {
    answers.shift()?.()
    await new Promise((resolve) => setTimeout(resolve))
  }
  for (const question of ['a', 'ab', 'abc']) look(question)
  expect(asked).toEqual(['a'])
  await answer()
  expect(asked).toEqual(['a', 'abc'])
  await answer()
  expect(taken).toEqual(['ABC'])
  look('fails')
  await answer()
  look('next')
  await answer()
  expect(taken).toEqual(['ABC', 'NEXT'])
})
