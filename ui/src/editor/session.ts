/**
 * The open post: one editor view, one mirror in the core, one preview. Answers go to the preview first and to the rest of
 * the window after it, because the preview is what the writer waits for. Texts of posts left behind keep their undo history.
 */
import { isolateHistory } from '@codemirror/commands'
import { Annotation, EditorSelection, Transaction, type ChangeSet, type EditorState, type StateEffect } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { asWireError, type Backend } from '../backend/backend'
import type { BlockView } from '../backend/generated/BlockView'
import type { Change } from '../backend/generated/Change'
import type { Derived } from '../backend/generated/Derived'
import type { Edited } from '../backend/generated/Edited'
import type { FieldInput } from '../backend/generated/FieldInput'
import type { FieldName } from '../backend/generated/FieldName'
import type { OpenedPost } from '../backend/generated/OpenedPost'
import type { OutsideNews } from '../backend/generated/OutsideNews'
import type { Side } from '../backend/generated/Side'
import type { WireError } from '../backend/generated/WireError'
import { scrollSync, topOffset } from '../preview/scroll-sync'
import { insertPicture } from './commands'
import { firstPlace, fromCore, frontMatter, setBodyStart, showFrontMatter } from './front-matter'
import { placed, showProblems } from './problems'
import { editorState } from './setup'
import { Sync, type Origin } from './sync'

/** The preview as the session needs it; `frame.ts` is the real one. */
export interface Preview {
  show(title: string, blocks: readonly BlockView[]): void
  splice(at: number, removed: number, inserted: readonly BlockView[]): void
  setTitle(title: string): void
  scrollTo(offset: number): void
}

/** Who hears what happens to the open post. */
export interface SessionHost {
  typed(): void
  answered(version: number, view: Derived | null, ahead: boolean): void
  failed(error: WireError): void
  moved(line: number): void
}

/** Marks transactions that were not made by the writer's hands. */
export const origin = Annotation.define<Origin>()
const REMEMBERED = 12

export class Session {
  readonly editor: EditorView
  private sync: Sync | null = null
  private path: string | null = null
  private left = new Map<string, { state: EditorState; scroll: StateEffect<unknown> }>()
  private preview: Preview | null = null
  private shown: { title: string; blocks: readonly BlockView[] } | null = null
  private fields = new Map<FieldName, FieldInput>()
  private asking = new Set<FieldName>()

  constructor(
    private readonly backend: Backend,
    private readonly host: SessionHost,
  ) {
    this.editor = new EditorView({
      // The core hears of a change before the screen does, so that its answer can meet the letter in the same frame.
      dispatchTransactions: (transactions, view) => {
        for (const one of transactions) if (one.docChanged) this.sync?.local(one.changes)
        view.update(transactions)
      },
    })
  }

  /** The preview may come later than the first post. */
  attach(preview: Preview): void {
    this.preview = preview
    if (this.shown) preview.show(this.shown.title, this.shown.blocks)
    this.shown = null
  }

  open(post: OpenedPost): void {
    this.leave()
    const { path } = post
    this.path = path
    this.sync = new Sync(
      {
        edit: (version, changes) => this.backend.call('edit_post', { path: this.path ?? path, version, changes }),
        replace: (text) => this.backend.call('replace_text', { path: this.path ?? path, text }),
      },
      {
        text: () => this.editor.state.doc,
        dispatch: (changes, from) => this.dispatch(changes, from),
        answered: (answer, pending) => this.answered(answer, pending),
        failed: (error) => this.host.failed(error),
      },
      post.version,
    )
    const known = this.left.get(path)
    const same = known && post.readOnly === null && known.state.doc.toString() === post.text
    const state = same ? known.state : editorState(post.text, { readOnly: post.readOnly, keepPictures: this.keepPictures, extra: this.listeners() })
    this.editor.setState(state)
    this.editor.dispatch({ effects: [setBodyStart.of(post.view.bodyStart), showFrontMatter.of(post.view.fields.broken !== null)] })
    if (!same) this.editor.dispatch({ selection: EditorSelection.cursor(firstPlace(this.editor.state)) })
    this.underline(post.view, null)
    if (same) this.editor.dispatch({ effects: known.scroll })
    else this.editor.scrollDOM.scrollTop = 0
    if (this.preview) this.preview.show(post.view.fields.title, post.blocks)
    else this.shown = { title: post.view.fields.title, blocks: post.blocks }
    this.moved()
  }

  /** Leaves the open post; its text is with the core already or on its way. */
  leave(): void {
    if (this.path !== null) {
      this.left.delete(this.path)
      this.left.set(this.path, { state: this.editor.state, scroll: this.editor.scrollSnapshot() })
      for (const oldest of [...this.left.keys()].slice(0, -REMEMBERED)) this.left.delete(oldest)
    }
    this.sync?.close()
    this.sync = null
    this.path = null
    this.fields.clear()
    this.asking.clear()
  }

  /** The file has another name now. */
  renamed(path: string): void {
    this.path = path
  }

  /** Everything that was typed or put into a field has reached the core. */
  async flushed(): Promise<void> {
    do await this.sync?.idle()
    while (this.asking.size > 0 && this.sync)
  }

  /** Sets a field of the front matter; of several values in a row the newest wins. */
  async setField(field: FieldName, value: FieldInput): Promise<void> {
    this.fields.set(field, value)
    if (this.asking.has(field) || !this.sync) return
    const { path, sync } = this
    this.asking.add(field)
    try {
      for (let next; path !== null && this.sync === sync && (next = this.fields.get(field)); ) {
        const value = next
        this.fields.delete(field)
        await sync.ask((version) => this.backend.call('set_field', { path: this.path ?? path, version, field, value }), (changes) => changes, 'field')
      }
    } finally {
      this.asking.delete(field)
    }
  }

  /** Looks at what happened to the file and takes what can be taken. */
  /** `from` says who wrote the file: what the writer asked for can be undone, and so can what was merged. */
  async takeOutside(from: 'outside' | 'choice' = 'outside'): Promise<OutsideNews> {
    return this.ask((path, version) => this.backend.call('take_outside', { path, version }), (news) => (news.kind === 'changed' || news.kind === 'merged' ? news.changes : []), (news) => (news.kind === 'merged' ? 'choice' : from))
  }

  async resolveOutside(keep: Side): Promise<void> {
    await this.ask((path, version) => this.backend.call('resolve_outside', { path, version, keep }), (changes) => changes, 'choice')
  }

  insertPicture(reference: string, at: number | null): void {
    const { state } = this.editor
    this.editor.dispatch(insertPicture(state, reference, Math.max(firstPlace(state), Math.min(at ?? state.selection.main.head, state.doc.length))))
    this.editor.focus()
  }

  setFrontMatterShown(shown: boolean): void {
    this.editor.dispatch({ effects: showFrontMatter.of(shown) })
  }

  get frontMatterShown(): boolean {
    return this.path !== null && this.editor.state.field(frontMatter).shown
  }

  /** The line number as the writer counts: what is hidden does not count. */
  lineOf(position: number): number {
    const { doc } = this.editor.state
    const hidden = firstPlace(this.editor.state)
    return doc.lineAt(Math.min(position, doc.length)).number - (hidden > 0 ? doc.lineAt(hidden).number - 1 : 0)
  }

  /** Puts the cursor at a place of the body, e.g. of a block of the preview. */
  goTo(offset: number): void {
    const position = Math.min(offset + this.editor.state.field(frontMatter).bodyStart, this.editor.state.doc.length)
    this.editor.dispatch({ selection: EditorSelection.cursor(position), effects: EditorView.scrollIntoView(position, { y: 'center' }) })
    this.editor.focus()
  }

  select(from: number, to: number): void {
    const { length } = this.editor.state.doc
    const selection = EditorSelection.single(Math.min(from, length), Math.min(to, length))
    this.editor.dispatch({ selection, scrollIntoView: true, userEvent: 'select' })
    this.editor.focus()
  }

  /** Set by the desk: pictures that were pasted or dropped. */
  keepPictures: (files: File[], at: number | null) => void = () => undefined

  private ask<T>(request: (path: string, version: number) => Promise<T>, changesOf: (answer: T) => readonly Change[], from: Origin | ((answer: T) => Origin)): Promise<T> {
    const { sync, path } = this
    if (!sync || path === null) return Promise.reject(asWireError(new Error('No post is open.')))
    return sync.ask((version) => request(this.path ?? path, version), changesOf, from)
  }

  private listeners() {
    return [
      EditorView.updateListener.of((update) => {
        if (update.docChanged) this.host.typed()
        if (update.docChanged || update.selectionSet) this.moved()
      }),
      scrollSync((view) => this.follow(view)),
    ]
  }

  /** Brings the preview to where the editor is, e.g. when it is shown again. */
  align(): void {
    if (this.path !== null) this.follow(this.editor)
  }

  private follow(view: EditorView): void {
    this.preview?.scrollTo(topOffset(view) - view.state.field(frontMatter).bodyStart)
  }

  private moved(): void {
    this.host.moved(this.lineOf(this.editor.state.selection.main.head))
  }

  private dispatch(changes: ChangeSet, from: Origin): void {
    // What others wrote is not undone by the writer's Ctrl+Z; what the writer asked for is, as a step of its own.
    const history = from === 'outside' ? Transaction.addToHistory.of(false) : from === 'choice' ? isolateHistory.of('full') : []
    this.editor.dispatch({ changes, annotations: [origin.of(from), fromCore.of(true), history].flat(), userEvent: `input.${from}` })
  }

  private answered(answer: Edited, pending: ChangeSet | null): void {
    this.preview?.splice(answer.at, answer.removed, answer.inserted)
    if (!this.preview && this.shown) this.shown.blocks = this.shown.blocks.toSpliced(answer.at, answer.removed, ...answer.inserted)
    if (answer.view) {
      this.preview?.setTitle(answer.view.fields.title)
      const bodyStart = pending ? pending.mapPos(answer.view.bodyStart, -1) : answer.view.bodyStart
      if (this.editor.state.field(frontMatter).bodyStart !== bodyStart) this.editor.dispatch({ effects: setBodyStart.of(bodyStart) })
      this.underline(answer.view, pending)
    }
    this.host.answered(answer.version, answer.view, pending !== null)
  }

  private underline(view: Derived, pending: ChangeSet | null): void {
    const spec = showProblems(this.editor.state, placed(view.problems, pending, this.editor.state.doc.length))
    if (spec) this.editor.dispatch(spec)
  }
}
