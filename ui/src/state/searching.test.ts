import { expect, test } from 'vitest'
import { pieces, sayAsked } from './searching'

test('marks cut a text, in any script', () => {
  expect(pieces({ text: 'Über 日本 🎄 end', marks: [{ from: 0, to: 4 }, { from: 5, to: 7 }, { from: 8, to: 10 }] })).toEqual([
    { text: 'Über', marked: true }, { text: ' ', marked: false }, { text: '日本', marked: true }, { text: ' ', marked: false }, { text: '🎄', marked: true }, { text: ' end', marked: false },
  ])
  expect(pieces({ text: '', marks: [] })).toEqual([])
  expect(pieces({ text: 'plain', marks: [] })).toEqual([{ text: 'plain', marked: false }])
})

test('a search is said in words', () => {
  const clause = (operator: string | null, text: string, negated = false) => ({ operator, text, negated })
  for (const [clauses, said] of [
    [[clause(null, 'garden')], '“garden”'],
    [[clause(null, 'two words'), clause('tag', 'recipes'), clause('before', '2026-11', true)], '“two words”, tag “recipes” and not before 2026-11'],
    [[], ''],
  ] as const) expect(sayAsked({ clauses: [...clauses], titlesOnly: false })).toBe(said)
})
