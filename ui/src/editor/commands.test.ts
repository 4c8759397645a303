import { deleteMarkupBackward } from '@codemirror/lang-markdown'
import { EditorState, EditorSelection, type StateCommand } from '@codemirror/state'
import { expect, test } from 'vitest'
import * as commands from './commands'
import { markdown } from './language'

/** A bar is the cursor, two bars are the ends of a selection. */
function state(text: string): EditorState {
  const bars = [...text.matchAll(/\|/g)].map((bar, i) => bar.index - i)
  return EditorState.create({ doc: text.replace(/\|/g, ''), selection: EditorSelection.single(bars[0] ?? 0, bars[1] ?? bars[0] ?? 0), extensions: markdown() })
}
function shown({ doc, selection: { main } }: EditorState): string {
  const text = doc.toString()
  const bar = main.empty ? '' : '|'
  return `${text.slice(0, main.from)}|${text.slice(main.from, main.to)}${bar}${text.slice(main.to)}`
}
function run(command: StateCommand, text: string): string {
  let now = state(text)
  command({ state: now, dispatch: (tr) => (now = tr.state) })
  return shown(now)
}

const TABLES: [string, StateCommand, [string, string][]][] = [
  ['strong', commands.toggleStrong, [
    ['a |word| b', 'a **|word|** b'],
    ['a wo|rd b', 'a **wo|rd** b'],
    ['a **wo|rd** b', 'a wo|rd b'],
    ['a **|word|** b', 'a |word| b'],
    ['a | b', 'a **|** b'],
    ['a **|** b', 'a | b'],
    ['a| word |b', 'a **|word|** b'],
    ['*a |b| c*', '*a **|b|** c*'],
  ]],
  ['emphasis', commands.toggleEmphasis, [
    ['|word|', '*|word|*'],
    ['*wo|rd*', 'wo|rd'],
    ['**wo|rd**', '***wo|rd***'],
  ]],
  ['strike', commands.toggleStrike, [['|old|', '~~|old|~~'], ['~~|old|~~', '|old|']]],
  ['code', commands.toggleCode, [['|x|', '`|x|`'], ['`x|`', 'x|']]],
  ['heading', commands.heading(2), [
    ['Ti|tle', '## Ti|tle'],
    ['# Ti|tle', '## Ti|tle'],
    ['## Ti|tle', 'Ti|tle'],
    ['|', '## |'],
    ['a\n|b', 'a\n## |b'],
    ['|a\n\nb|', '## |a\n\n## b|'],
  ]],
  ['list', commands.toggleBulletList, [
    ['|a\nb|', '- |a\n- b|'],
    ['- |a\n- b|', '|a\nb|'],
    ['1. a|', '- a|'],
    ['- [ ] a|', 'a|'],
    ['|a\n|b', '- |a\n|b'],
  ]],
  ['numbered list', commands.toggleNumberedList, [['|a\nb|', '1. |a\n2. b|'], ['1. |a\n2. b|', '|a\nb|'], ['- a|', '1. a|']]],
  ['quote', commands.toggleQuote, [['|a\nb|', '> |a\n> b|'], ['> |a\n> b|', '|a\nb|'], ['> a\n|b', '> a\n> |b']]],
  ['code block', commands.codeBlock, [['a|', '```\na|\n```'], ['`` ` |', '```\n`` ` |\n```'], ['```|', '````\n```|\n````']]],
  ['link', commands.link, [
    ['a |word| b', 'a [word](|) b'],
    ['a | b', 'a [|]() b'],
    ['|https://example.org/|', '[|](https://example.org/)'],
  ]],
  ['Enter', commands.continueMarkup, [
    ['- a|', '- a\n- |'],
    ['1. a|', '1. a\n2. |'],
    ['- [x] a|', '- [x] a\n- [ ] |'],
    ['> a|', '> a\n> |'],
    ['- a\n- |', '- a\n|'],
  ]],
  ['Backspace', deleteMarkupBackward, [['- a\n- |', '- a\n  |'], ['> |', '|']]],
]

for (const [name, command, table] of TABLES) {
  test(name, () => {
    for (const [before, after] of table) expect(run(command, before), before).toBe(after)
  })
}

test('an address pasted over a selection makes a link, where a link may stand', () => {
  for (const [before, pasted, after] of [
    ['see |this| there', 'https://example.org/a', 'see [this](https://example.org/a)| there'],
    ['see | there', 'https://example.org/a', null],
    ['see |this| there', 'not an address', null],
    ['see `|this|` there', 'https://example.org/a', null],
    ['|https://example.org/|', 'https://example.org/a', null],
  ] as const) {
    const now = state(before)
    const spec = commands.linkOver(now, pasted)
    expect(spec && shown(now.update(spec).state), before).toBe(after)
  }
})

test('a picture is inserted with the cursor where its words belong', () => {
  for (const [reference, after] of [['media/a.jpg', 'x![|](media/a.jpg)'], ['media/a b.jpg', 'x![|](<media/a b.jpg>)']] as const) {
    expect(shown(commands.insertPicture(state('x|'), reference).state)).toBe(after)
  }
})
