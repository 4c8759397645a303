/**
 * The front matter is part of the text but out of sight: its lines are replaced by nothing, the cursor cannot enter them
 * and typing cannot touch them. Fields are edited by the core, whose changes pass. Shown when it is broken or on request.
 */
import { Annotation, EditorSelection, EditorState, StateEffect, StateField, type Extension, type Transaction } from '@codemirror/state'
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view'

export const setBodyStart = StateEffect.define<number>()
export const showFrontMatter = StateEffect.define<boolean>()
/** Changes that may touch the hidden part: from the core, or undone. */
export const fromCore = Annotation.define<boolean>()

interface Hidden {
  bodyStart: number
  shown: boolean
  decorations: DecorationSet
}

const hide = Decoration.replace({ block: true })

function hidden(doc: EditorState['doc'], bodyStart: number, shown: boolean): Hidden {
  const start = Math.min(bodyStart, doc.length)
  // Without a line break after the front matter there is no line to write on: leave it in sight.
  const possible = start > 0 && !shown && doc.sliceString(start - 1, start) === '\n'
  return { bodyStart: start, shown, decorations: possible ? Decoration.set(hide.range(0, start - 1)) : Decoration.none }
}

export const frontMatter = StateField.define<Hidden>({
  create: (state) => hidden(state.doc, 0, false),
  update(value, tr) {
    let { bodyStart, shown } = value
    // What the core inserts at the border belongs to the front matter, what is typed there to the text.
    if (tr.docChanged) bodyStart = tr.changes.mapPos(bodyStart, tr.annotation(fromCore) ? 1 : -1)
    for (const effect of tr.effects) {
      if (effect.is(setBodyStart)) bodyStart = effect.value
      if (effect.is(showFrontMatter)) shown = effect.value
    }
    if (bodyStart === value.bodyStart && shown === value.shown && (!tr.docChanged || value.decorations.size === 0)) return value
    return hidden(tr.newDoc, bodyStart, shown)
  },
  provide: (field) => [
    EditorView.decorations.from(field, (value) => value.decorations),
    EditorView.atomicRanges.of((view) => view.state.field(field).decorations),
  ],
})

/** First place the writer can reach. */
export function firstPlace(state: EditorState): number {
  const { decorations, bodyStart } = state.field(frontMatter)
  return decorations.size > 0 ? bodyStart : 0
}

const protect = EditorState.changeFilter.of((tr) => {
  const first = firstPlace(tr.startState)
  if (first === 0 || tr.annotation(fromCore) || tr.isUserEvent('undo') || tr.isUserEvent('redo')) return true
  return [0, first]
})

const keepOut = EditorState.transactionFilter.of((tr: Transaction) => {
  if (!tr.selection && !tr.docChanged) return tr
  const touching = tr.annotation(fromCore) || tr.isUserEvent('undo') || tr.isUserEvent('redo')
  const first = touching && tr.docChanged ? tr.changes.mapPos(firstPlace(tr.startState), 1) : firstPlace(tr.startState)
  const selection = tr.newSelection
  if (first === 0 || first > tr.newDoc.length || selection.ranges.every((range) => range.from >= first)) return tr
  const clamp = (pos: number) => Math.max(pos, first)
  const ranges = selection.ranges.map((range) => EditorSelection.range(clamp(range.anchor), clamp(range.head)))
  return [tr, { selection: EditorSelection.create(ranges, selection.mainIndex), sequential: true }]
})

export const frontMatterHidden: Extension = [frontMatter, protect, keepOut]
