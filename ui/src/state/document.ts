/** What is known about the open post beside its text: fields, counts, and whether it is safe on disk. Pure. */
import type { Derived } from '../backend/generated/Derived'
import type { OpenedPost } from '../backend/generated/OpenedPost'
import type { WireError } from '../backend/generated/WireError'
import { clock } from './library'

export type SaveState = { kind: 'saved'; atMs: number | null } | { kind: 'saving' } | { kind: 'notSaved'; error: WireError }
/** `back`: text of an earlier run is here again, which asks for nothing. */
export type Outside = { kind: 'both'; theirs: string } | { kind: 'gone' } | { kind: 'back'; lines: number }

export interface DocumentState {
  path: string
  readOnly: string | null
  view: Derived
  /** The version the core has. */
  version: number
  /** There is text that the core does not have yet. */
  ahead: boolean
  save: SaveState
  outside: Outside | null
}

export type DocumentEvent =
  | { kind: 'typed' }
  | { kind: 'answered'; version: number; view: Derived | null; ahead: boolean }
  | { kind: 'saved'; version: number; atMs: number }
  | { kind: 'notSaved'; error: WireError }
  | { kind: 'outside'; outside: Outside | null }
  | { kind: 'renamed'; path: string }

export function openedDocument(post: OpenedPost, savedAtMs: number | null): DocumentState {
  return {
    path: post.path,
    readOnly: post.readOnly,
    view: post.view,
    version: post.version,
    ahead: false,
    save: post.restored ? { kind: 'saving' } : { kind: 'saved', atMs: savedAtMs },
    outside: post.restored,
  }
}

export function documentStep(state: DocumentState, event: DocumentEvent): DocumentState {
  switch (event.kind) {
    case 'typed':
      return state.ahead && state.save.kind === 'saving' ? state : { ...state, ahead: true, save: { kind: 'saving' } }
    case 'answered':
      return { ...state, version: event.version, view: event.view ?? state.view, ahead: event.ahead }
    case 'saved':
      // An older version is on disk; the newest one is still on its way.
      if (state.ahead || event.version < state.version) return state
      return { ...state, save: { kind: 'saved', atMs: event.atMs } }
    case 'notSaved':
      return { ...state, save: { kind: 'notSaved', error: event.error } }
    case 'outside':
      return { ...state, outside: event.outside }
    case 'renamed':
      return { ...state, path: event.path }
  }
}

export function saySave({ save, outside }: Pick<DocumentState, 'save' | 'outside'>): string {
  // Nothing is written while the writer has a choice to make.
  if (outside?.kind === 'both') return 'Not saved'
  if (save.kind === 'saving') return 'Saving'
  if (save.kind === 'notSaved') return 'Not saved'
  return save.atMs === null ? 'Saved' : `Saved ${clock(save.atMs)}`
}

/** That text of an earlier run is here again. */
export function sayBack(lines: number): string {
  if (lines === 0) return 'Changes that were not saved when Copydesk ended are back.'
  return lines === 1 ? 'One line that was not saved when Copydesk ended is back.' : `${lines} lines that were not saved when Copydesk ended are back.`
}
