import { history, undo } from '@codemirror/commands'
import { EditorSelection, EditorState, type TransactionSpec } from '@codemirror/state'
import { expect, test } from 'vitest'
import { firstPlace, fromCore, frontMatter, frontMatterHidden, setBodyStart, showFrontMatter } from './front-matter'

const FRONT = '---\ntitle: A\n---\n'
const open = (text = `${FRONT}body\n`, bodyStart = FRONT.length) =>
  EditorState.create({ doc: text, extensions: [frontMatterHidden, history()] }).update({ effects: setBodyStart.of(bodyStart) }).state
const after = (state: EditorState, ...specs: TransactionSpec[]) => specs.reduce((now, spec) => now.update(spec).state, state)

test('the cursor and the hands stay out of the hidden lines', () => {
  const state = open()
  expect(after(state, { selection: { anchor: 3 } }).selection.main.head).toBe(FRONT.length)
  const all = after(state, { selection: EditorSelection.range(0, state.doc.length) })
  expect(all.selection.main.from).toBe(FRONT.length)
  expect(after(all, all.replaceSelection('new')).doc.toString()).toBe(`${FRONT}new`)
  const backspace = { changes: { from: FRONT.length - 1, to: FRONT.length }, userEvent: 'delete.backward' }
  expect(after(state, backspace).doc.eq(state.doc)).toBe(true)
  expect(after(state, { changes: { from: 0, to: FRONT.length + 2 }, userEvent: 'delete' }).doc.toString()).toBe(`${FRONT}dy\n`)
})

test('the core changes fields, and undo brings them back', () => {
  const state = open()
  const changed = after(state, { changes: { from: 11, to: 12, insert: 'Better' }, annotations: fromCore.of(true) })
  expect(changed.doc.toString()).toBe('---\ntitle: Better\n---\nbody\n')
  expect(firstPlace(changed)).toBe(FRONT.length + 5)
  let back = changed
  undo({ state: changed, dispatch: (tr) => (back = tr.state) })
  expect(back.doc.eq(state.doc)).toBe(true)
  expect(firstPlace(back)).toBe(FRONT.length)
})

test('front matter made by the core is hidden at once', () => {
  const state = after(open('body', 0), { changes: { from: 0, insert: FRONT }, annotations: fromCore.of(true) })
  expect(firstPlace(state)).toBe(FRONT.length)
})

test('what is typed at the border belongs to the text', () => {
  const state = after(open(), { changes: { from: FRONT.length, insert: 'x' }, userEvent: 'input.type' })
  expect(firstPlace(state)).toBe(FRONT.length)
})

test('shown on request, and when there is no line to write on', () => {
  expect(firstPlace(after(open(), { effects: showFrontMatter.of(true) }))).toBe(0)
  expect(firstPlace(open('---\ntitle: A\n---', 16))).toBe(0)
  expect(open().field(frontMatter).decorations.size).toBe(1)
})
