/**
 * Keeps the core's mirror of the text in step with the editor.
 *
 * Change sets travel, not texts. At most one request is in flight; what is typed meanwhile is composed into one pending
 * change set, so a slow machine throttles itself and the newest state wins. Questions whose answer is itself a change
 * (a field, a change from outside) wait until nothing is pending, and their answers are mapped through what was typed
 * while they were on their way. Knows nothing of views, blocks or Tauri.
 */
import { ChangeSet, type Text } from '@codemirror/state'
import { asWireError } from '../backend/backend'
import type { Change } from '../backend/generated/Change'
import type { Edited } from '../backend/generated/Edited'
import type { WireError } from '../backend/generated/WireError'

/** Who asked for a change that was not typed: decides about undo. */
export type Origin = 'field' | 'outside' | 'choice'

export interface SyncPort {
  edit(version: number, changes: Change[]): Promise<Edited>
  replace(text: string): Promise<Edited>
}

export interface SyncHost {
  /** The editor's present text. */
  text(): Text
  /** Puts changes into the editor, which reports them back through `local`. */
  dispatch(changes: ChangeSet, origin: Origin): void
  /** An answer arrived; `pending` is what the editor has beyond that version. */
  answered(answer: Edited, pending: ChangeSet | null): void
  /** The core could not take a change; the text stays here and is sent again. */
  failed(error: WireError): void
}

export function toWire(changes: ChangeSet): Change[] {
  const list: Change[] = []
  changes.iterChanges((from, to, _fromB, _toB, inserted) => list.push({ from, to, insert: inserted.toString() }))
  return list
}

/** @throws RangeError when a change lies outside the text. */
export function fromWire(changes: readonly Change[], length: number): ChangeSet {
  return ChangeSet.of([...changes], length, '\n')
}

const RETRY_MS = 1500

export class Sync {
  private pending: ChangeSet | null = null
  private busy = false
  private outOfStep = false
  private closed = false
  private questions: (() => Promise<void>)[] = []
  private waiting: (() => void)[] = []

  constructor(
    private readonly port: SyncPort,
    private readonly host: SyncHost,
    private version: number,
  ) {}

  /** A change was made in the editor. */
  local(changes: ChangeSet): void {
    this.pending = this.pending ? this.pending.compose(changes) : changes
    this.pump()
  }

  /** Resolves when the core has everything. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve)
      this.pump()
    })
  }

  /** Asks something about the text as the core has it; changes in the answer are put into the editor. */
  ask<T>(request: (version: number) => Promise<T>, changesOf: (answer: T) => readonly Change[], origin: Origin | ((answer: T) => Origin)): Promise<T> {
    return new Promise((resolve, reject) => {
      const question = async () => {
        try {
          const answer = await request(this.version)
          this.land(changesOf(answer), typeof origin === 'function' ? origin(answer) : origin)
          resolve(answer)
        } catch (error) {
          if (asWireError(error).code !== 'out_of_step' || this.outOfStep) return reject(error)
          this.outOfStep = true
          this.questions.unshift(question)
        }
      }
      this.questions.push(question)
      this.pump()
    })
  }

  close(): void {
    this.closed = true
    this.waiting.splice(0).forEach((resolve) => resolve())
  }

  private pump(): void {
    if (this.busy || this.closed) return
    if (this.pending?.empty) this.pending = null
    if (this.outOfStep) return void this.exclusively(() => this.replace())
    if (this.pending) return void this.exclusively(() => this.edit())
    const question = this.questions.shift()
    if (question) return void this.exclusively(question)
    this.waiting.splice(0).forEach((resolve) => resolve())
  }

  private async exclusively(work: () => Promise<void>): Promise<void> {
    this.busy = true
    await work()
    this.busy = false
    this.pump()
  }

  private async edit(): Promise<void> {
    const sent = this.pending as ChangeSet
    this.pending = null
    try {
      const answer = await this.port.edit(this.version, toWire(sent))
      this.version = answer.version
      if (!this.closed) this.host.answered(answer, this.pending)
    } catch (error) {
      await this.lost(error)
    }
  }

  private async replace(): Promise<void> {
    this.pending = null
    try {
      const answer = await this.port.replace(this.host.text().toString())
      this.outOfStep = false
      this.version = answer.version
      if (!this.closed) this.host.answered(answer, this.pending)
    } catch (error) {
      await this.lost(error)
    }
  }

  /** Whatever went wrong, the next request carries the whole text, so nothing that was typed can be left behind. */
  private async lost(thrown: unknown): Promise<void> {
    const error = asWireError(thrown)
    const first = !this.outOfStep
    this.outOfStep = true
    if (error.code === 'out_of_step' && first) return
    this.host.failed(error)
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }

  /** `changes` refer to the present version; the editor may be ahead of it by `pending`. */
  private land(changes: readonly Change[], origin: Origin): void {
    if (changes.length === 0 || this.closed) return
    const set = fromWire(changes, this.pending?.length ?? this.host.text().length)
    this.host.dispatch(this.pending ? set.map(this.pending) : set, origin)
  }
}
