/** Both sides changed a post, on a blog or on another computer: the comparison, the choices, and what they come to. Nothing is sent from here. */
import { asWireError, type Backend } from '../backend/backend'
import type { ChunkView } from '../backend/generated/ChunkView'
import type { CompareConflict } from '../backend/generated/CompareConflict'
import type { Comparison } from '../backend/generated/Comparison'
import type { ConflictFound } from '../backend/generated/ConflictFound'
import type { TakeView } from '../backend/generated/TakeView'
import type { WireError } from '../backend/generated/WireError'

export type ConflictState =
  | { kind: 'closed' }
  | { kind: 'asking'; request: CompareConflict }
  | { kind: 'choosing'; request: CompareConflict; comparison: Comparison; takes: (TakeView | null)[]; fields: readonly string[]; busy: boolean }
  | { kind: 'error'; request: CompareConflict; error: WireError }

/** Nothing is taken for the writer where both sides changed the text; a field that only the blog changed is taken. */
export function opened(request: CompareConflict, comparison: Comparison): ConflictState {
  return {
    kind: 'choosing',
    request,
    comparison,
    takes: comparison.chunks.filter((chunk) => chunk.kind === 'both').map(() => null),
    fields: comparison.fields.filter((field) => !field.both).map((field) => field.name),
    busy: false,
  }
}

/** How many stretches still ask for a choice. */
export const open = (takes: readonly (TakeView | null)[]) => takes.filter((take) => take === null).length

/** The chunks as the page shows them: long unchanged stretches are folded to their ends. `question` counts those that ask. */
export interface Shown {
  chunk: ChunkView
  question: number | null
  folded: boolean
}

export function shown(chunks: readonly ChunkView[]): Shown[] {
  let question = 0
  return chunks.map((chunk, at) => ({
    chunk,
    question: chunk.kind === 'both' ? question++ : null,
    // The neighbours of a change are shown, so that it is clear where it stands.
    folded: chunk.kind === 'same' && chunks[at - 1]?.kind !== 'both' && chunks[at + 1]?.kind !== 'both' && chunk.here.length > 200,
  }))
}

/** What the other side is called. */
export function sayOther({ with: other }: CompareConflict) {
  return other.kind === 'blog'
    ? { title: 'Changed here and on the blog', side: 'On the blog', changed: 'Changed on the blog', take: "Take the blog's", whole: "Take the blog's version", was: 'As it was last exchanged', then: 'Nothing is sent yet.' }
    : { title: 'Changed on two computers', side: 'The other text', changed: 'Changed in the other text', take: 'Take the other', whole: 'Take the other text', was: 'As both had it', then: other.kind === 'copy' ? 'The conflict file goes to the trash.' : '' }
}

export class Conflicts {
  state: ConflictState = $state.raw({ kind: 'closed' })
  /** Other copies of the open post on this disk. */
  found: ConflictFound[] = $state.raw([])

  constructor(
    private readonly backend: Backend,
    /** Everything typed has reached the core. */
    private readonly flushed: () => Promise<void>,
    /** The file says now what was chosen: look at the plan again. */
    private readonly settled: (request: CompareConflict) => void,
  ) {}

  async compare(request: CompareConflict): Promise<void> {
    this.state = { kind: 'asking', request }
    try {
      await this.flushed()
      const comparison = await this.backend.call('compare_conflict', request)
      if (this.isFor(request)) this.state = opened(request, comparison)
    } catch (error) {
      if (this.isFor(request)) this.state = { kind: 'error', request, error: asWireError(error) }
    }
  }

  /** Looks for conflict files beside the post, and for marks in its text. */
  async look(path: string | null): Promise<void> {
    this.found = path === null ? [] : await this.backend.call('list_conflicts', { path }).catch(() => [])
  }

  take(question: number, take: TakeView): void {
    if (this.state.kind !== 'choosing') return
    this.state = { ...this.state, takes: this.state.takes.map((one, at) => (at === question ? take : one)) }
  }

  takeField(name: string, taken: boolean): void {
    if (this.state.kind !== 'choosing') return
    const others = this.state.fields.filter((one) => one !== name)
    this.state = { ...this.state, fields: taken ? [...others, name] : others }
  }

  /** The blog's text and fields in place of these; or what was chosen. The other text is kept as a version. */
  async settle(theirs: boolean): Promise<void> {
    const { state } = this
    if (state.kind !== 'choosing' || state.busy || (!theirs && open(state.takes) > 0)) return
    this.state = { ...state, busy: true }
    const { request, comparison, fields } = state
    const takes = state.takes.map((take) => take ?? 'both')
    try {
      await this.flushed()
      await this.backend.call('resolve_conflict', { request, fingerprint: comparison.fingerprint, theirs, takes, fields: [...fields] })
      this.close()
      this.settled(request)
    } catch (error) {
      if (asWireError(error).code === 'plan_changed') await this.compare(request)
      else if (this.isFor(request)) this.state = { kind: 'error', request, error: asWireError(error) }
    }
  }

  close(): void {
    this.state = { kind: 'closed' }
  }

  private isFor(request: CompareConflict): boolean {
    return this.state.kind !== 'closed' && this.state.request === request
  }
}
