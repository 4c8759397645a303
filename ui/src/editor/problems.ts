/** Things to look at, underlined: the core finds them, the lint package draws them, moves them and explains them. */
import { forEachDiagnostic, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import type { ChangeDesc, EditorState, TransactionSpec } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import type { ProblemView } from '../backend/generated/ProblemView'

const SEVERITY = { hint: 'info', warning: 'warning', blocking: 'error' } as const

/** The problems as they stand in the text now, after what was typed since. */
export function placed(problems: readonly ProblemView[], pending: ChangeDesc | null, length: number): Diagnostic[] {
  return problems.map(({ from, to, severity, message }) => {
    const start = Math.min(pending ? pending.mapPos(from, 1) : from, length)
    const end = Math.min(Math.max(start, pending ? pending.mapPos(to, -1) : to), length)
    return { from: start, to: end, severity: SEVERITY[severity], message }
  })
}

/** Draws them; nothing is done when they already stand there, which is the usual case after a key. */
export function showProblems(state: EditorState, problems: Diagnostic[]): TransactionSpec | null {
  const shown: string[] = []
  forEachDiagnostic(state, (one, from, to) => shown.push(`${from} ${to} ${one.severity} ${one.message}`))
  const wanted = problems.map((one) => `${one.from} ${one.to} ${one.severity} ${one.message}`)
  return shown.sort().join('\n') === wanted.sort().join('\n') ? null : setDiagnostics(state, problems)
}

/** Goes to the next problem after the cursor (before it for -1), around the end; returns its words. */
export function goToProblem(view: EditorView, direction: 1 | -1): string | null {
  const all: { from: number; to: number; message: string }[] = []
  forEachDiagnostic(view.state, (one, from, to) => all.push({ from, to, message: one.message }))
  all.sort((a, b) => (a.from - b.from) * direction)
  const here = view.state.selection.main.from
  const next = all.find((one) => (one.from - here) * direction > 0) ?? all[0]
  if (!next) return null
  view.dispatch({ selection: { anchor: next.from, head: next.to }, scrollIntoView: true, userEvent: 'select' })
  view.focus()
  return next.message
}
