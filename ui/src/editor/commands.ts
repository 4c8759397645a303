/** What the keys do to Markdown. Each command is a function of the state, so tests need no window. */
import { insertNewlineContinueMarkupCommand } from '@codemirror/lang-markdown'
import { syntaxTree } from '@codemirror/language'
import { EditorSelection, type ChangeSpec, type EditorState, type SelectionRange, type StateCommand } from '@codemirror/state'
import type { SyntaxNode } from '@lezer/common'

/** Enter goes on with a list or a quote; Enter on an empty item ends it. */
export const continueMarkup = insertNewlineContinueMarkupCommand({ nonTightLists: false })

type Marked = 'StrongEmphasis' | 'Emphasis' | 'Strikethrough' | 'InlineCode'

/** The innermost stretch of this kind that holds the whole range. */
function enclosing(state: EditorState, range: SelectionRange, kind: Marked): SyntaxNode | null {
  for (const side of [1, -1] as const) {
    let node: SyntaxNode | null = syntaxTree(state).resolveInner(side > 0 ? range.from : range.to, side)
    for (; node; node = node.parent) if (node.name === kind && node.from <= range.from && node.to >= range.to) return node
  }
  return null
}

function toggleMark(mark: string, kind: Marked): StateCommand {
  const width = mark.length
  return ({ state, dispatch }) => {
    const { doc } = state
    const spec = state.changeByRange((range) => {
      const node = enclosing(state, range, kind)
      if (node) {
        const changes = [
          { from: node.from, to: node.from + width },
          { from: node.to - width, to: node.to },
        ]
        const inside = (pos: number) => Math.min(Math.max(pos, node.from + width), node.to - width) - width
        return { changes, range: EditorSelection.range(inside(range.anchor), inside(range.head)) }
      }
      const empty = range.empty && doc.sliceString(range.from - width, range.from) === mark && doc.sliceString(range.to, range.to + width) === mark
      if (empty) {
        return { changes: { from: range.from - width, to: range.to + width }, range: EditorSelection.cursor(range.from - width) }
      }
      const word = range.empty ? state.wordAt(range.head) : null
      let { from, to } = word ?? range
      // Marks that touch a space are not marks: leave the spaces at the ends of a selection outside.
      const text = doc.sliceString(from, to)
      if (text.trim()) {
        from += text.length - text.trimStart().length
        to -= text.length - text.trimEnd().length
      }
      const changes = [
        { from, insert: mark },
        { from: to, insert: mark },
      ]
      if (word) return { changes, range: EditorSelection.cursor(range.head + width) }
      return { changes, range: EditorSelection.range(from + width, to + width) }
    })
    dispatch(state.update(spec, { userEvent: 'input.format', scrollIntoView: true }))
    return true
  }
}

export const toggleStrong = toggleMark('**', 'StrongEmphasis')
export const toggleEmphasis = toggleMark('*', 'Emphasis')
export const toggleStrike = toggleMark('~~', 'Strikethrough')
export const toggleCode = toggleMark('`', 'InlineCode')

interface LineText {
  from: number
  text: string
}

/** The lines that the selection touches; empty ones only when there is nothing else. */
function touched(state: EditorState): LineText[] {
  const lines = new Map<number, LineText>()
  for (const range of state.selection.ranges) {
    for (let pos = range.from; pos <= range.to; ) {
      const line = state.doc.lineAt(pos)
      if (line.from < range.to || range.empty || line.from === range.from) lines.set(line.from, { from: line.from, text: line.text })
      pos = line.to + 1
    }
  }
  const all = [...lines.values()]
  const filled = all.filter((line) => line.text.trim() !== '')
  return filled.length > 0 ? filled : all
}

/** Changes the start of each touched line; `prefix` gives how many characters go and what comes. */
function prefixLines(prefix: (line: LineText, index: number, all: LineText[]) => { drop: number; insert: string }): StateCommand {
  return ({ state, dispatch }) => {
    const lines = touched(state)
    const changes: ChangeSpec[] = lines.map((line, i) => {
      const { drop, insert } = prefix(line, i, lines)
      return { from: line.from, to: line.from + drop, insert }
    })
    const set = state.changes(changes)
    const selection = EditorSelection.create(
      state.selection.ranges.map((range) => EditorSelection.range(set.mapPos(range.anchor, 1), set.mapPos(range.head, 1))),
      state.selection.mainIndex,
    )
    dispatch(state.update({ changes: set, selection, userEvent: 'input.format', scrollIntoView: true }))
    return true
  }
}

/** Makes the line a heading of this level; a heading of the same level becomes plain text again. */
export const heading = (level: number): StateCommand =>
  prefixLines(({ text }) => {
    const now = /^ {0,3}(#{1,6})(?:[ \t]+|$)/.exec(text)
    const same = now?.[1]?.length === level
    return { drop: now?.[0].length ?? 0, insert: same ? '' : `${'#'.repeat(level)} ` }
  })

const MARKER = /^(\s*)(?:[-*+][ \t]+(?:\[[ xX]\][ \t]+)?|\d+[.)][ \t]+)/

function toggleList(is: RegExp, marker: (index: number) => string): StateCommand {
  return prefixLines(({ text }, index, all) => {
    const indent = /^\s*/.exec(text)?.[0] ?? ''
    const now = MARKER.exec(text)?.[0] ?? indent
    const on = all.every((line) => is.test(line.text))
    return { drop: now.length, insert: on ? indent : indent + marker(index) }
  })
}

export const toggleBulletList = toggleList(/^\s*[-*+][ \t]/, () => '- ')
export const toggleNumberedList = toggleList(/^\s*\d+[.)][ \t]/, (index) => `${index + 1}. `)

export const toggleQuote: StateCommand = prefixLines(({ text }, _index, all) => {
  const on = all.every((line) => line.text.startsWith('>'))
  return on ? { drop: /^> ?/.exec(text)?.[0].length ?? 0, insert: '' } : { drop: 0, insert: '> ' }
})

export const codeBlock: StateCommand = ({ state, dispatch }) => {
  const { main } = state.selection
  const from = state.doc.lineAt(main.from).from
  const to = state.doc.lineAt(main.to).to
  const text = state.doc.sliceString(from, to)
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map((run) => run[0].length + 1)))
  const changes = { from, to, insert: `${fence}\n${text}\n${fence}` }
  const cursor = EditorSelection.cursor(main.head + fence.length + 1)
  dispatch(state.update({ changes, selection: cursor, userEvent: 'input.format', scrollIntoView: true }))
  return true
}

export const isAddress = (text: string) => /^(https?:\/\/|mailto:)\S+$/i.test(text.trim())

/** `[text](|)`; a selected address becomes the target instead, `[|](address)`. */
export const link: StateCommand = ({ state, dispatch }) => {
  const spec = state.changeByRange((range) => {
    const text = state.doc.sliceString(range.from, range.to)
    const target = isAddress(text)
    const insert = target ? `[](${text.trim()})` : `[${text}]()`
    const cursor = range.from + (target || range.empty ? 1 : insert.length - 1)
    return { changes: { from: range.from, to: range.to, insert }, range: EditorSelection.cursor(cursor) }
  })
  dispatch(state.update(spec, { userEvent: 'input.format', scrollIntoView: true }))
  return true
}

/** What replaces a selection when an address is pasted over it; `null` when it is to be pasted as it is. */
export function linkOver(state: EditorState, pasted: string): ReturnType<EditorState['changeByRange']> | null {
  const { main, ranges } = state.selection
  if (ranges.length > 1 || main.empty || !isAddress(pasted)) return null
  const text = state.doc.sliceString(main.from, main.to)
  if (text.includes('\n') || isAddress(text)) return null
  for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(main.from, 1); node; node = node.parent) {
    if (/Code|Link|Image|URL/.test(node.name)) return null
  }
  return state.changeByRange((range) => {
    const insert = `[${text}](${pasted.trim()})`
    return { changes: { from: range.from, to: range.to, insert }, range: EditorSelection.cursor(range.from + insert.length) }
  })
}

/** How a picture stands in the text; the cursor goes where the words for those who cannot see it belong. */
export function insertPicture(state: EditorState, reference: string, at = state.selection.main.head) {
  const target = /[\s()<>]/.test(reference) ? `<${reference}>` : reference
  return state.update({
    changes: { from: at, insert: `![](${target})` },
    selection: EditorSelection.cursor(at + 2),
    userEvent: 'input.picture',
    scrollIntoView: true,
  })
}
