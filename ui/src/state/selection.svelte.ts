/**
 * Several posts chosen in the list, and what is done to all of them. A choice is a handful of paths, or "all of this view but
 * these": never more is held here, however many posts there are.
 */
import type { Backend } from '../backend/backend'
import type { AppEvent } from '../backend/generated/AppEvent'
import type { BulkDone } from '../backend/generated/BulkDone'
import type { BulkWhat } from '../backend/generated/BulkWhat'
import type { FollowedPost } from '../backend/generated/FollowedPost'
import type { ChosenPosts } from '../backend/generated/ChosenPosts'
import type { ListView } from '../backend/generated/ListView'
import type { PostPages } from './posts.svelte'

/** Rows asked for at once while a range is chosen. */
const ASKED = 1000

export class Selection {
  /** The chosen paths, or with `view` those of it that are not chosen. */
  private paths: Readonly<Record<string, true>> = $state.raw({})
  private view: ListView | null = $state.raw(null)
  /** Where a range begins. */
  private anchor: number | null = null
  working: { done: number; of: number; stopping: boolean } | null = $state.raw(null)

  constructor(
    private readonly backend: Backend,
    private readonly posts: PostPages,
    private readonly say: (text: string, undo: (() => void) | null) => void,
    private readonly failed: (error: unknown) => void,
    private readonly flushed: () => Promise<void>,
    /** Open posts that lie elsewhere now. */
    private readonly followed: (open: readonly FollowedPost[]) => void,
  ) {}

  readonly count = $derived.by(() => {
    const named = Object.keys(this.paths).length
    return this.view ? Math.max(0, this.posts.total - named) : named
  })
  readonly any = $derived(this.count > 0)

  has(path: string): boolean {
    return path in this.paths !== (this.view !== null)
  }

  /** This one too, or not any more. `open`: the post that was chosen alone until now. */
  toggle(path: string, index: number, open: string | null): void {
    if (!this.any && open !== null && open !== path) this.paths = { [open]: true }
    const { [path]: named, ...others } = this.paths
    this.paths = named ? others : { ...this.paths, [path]: true }
    this.anchor = index
  }

  /** All from where the choice began to this place. */
  async to(index: number, from: number | null): Promise<void> {
    const anchor = this.anchor ?? from ?? index
    const [first, last] = [Math.min(anchor, index), Math.max(anchor, index)]
    const view = this.posts.view
    try {
      const paths: Record<string, true> = {}
      for (let offset = first; offset <= last; offset += ASKED) {
        const page = await this.backend.call('list_posts', { view, offset, count: Math.min(ASKED, last - offset + 1), find: [] })
        for (const row of page.rows) paths[row.path] = true
      }
      if (this.posts.view !== view) return
      this.view = null
      this.paths = paths
      this.anchor = anchor
    } catch (error) {
      this.failed(error)
    }
  }

  all(): void {
    this.paths = {}
    this.view = this.posts.view
  }

  clear(): void {
    this.paths = {}
    this.view = null
    this.anchor = null
  }

  /** Does it to all that are chosen; says what came of it, and offers to take it back. */
  async run(what: BulkWhat): Promise<BulkDone | null> {
    const posts: ChosenPosts = this.view ? { kind: 'all', view: this.view, except: Object.keys(this.paths) } : { kind: 'paths', paths: Object.keys(this.paths) }
    return this.work(() => this.backend.call('edit_posts', { posts, what }), what.kind === 'trash' || what.kind === 'move')
  }

  /** The chosen paths; `null` while all of a view are chosen. */
  chosen(): string[] | null {
    return this.view ? null : Object.keys(this.paths)
  }

  stop(): void {
    if (this.working) this.working = { ...this.working, stopping: true }
    this.backend.call('stop_carrying', {}).catch(this.failed)
  }

  heard({ done, of }: Extract<AppEvent, { kind: 'carrying' }>): void {
    if (this.working) this.working = { done, of, stopping: this.working.stopping }
  }

  private async undo(ticket: string): Promise<void> {
    await this.work(() => this.backend.call('undo_edit', { undo: ticket }), false)
  }

  private async work(work: () => Promise<BulkDone>, leaves: boolean): Promise<BulkDone | null> {
    this.working = { done: 0, of: 0, stopping: false }
    try {
      await this.flushed()
      const done = await work()
      this.followed(done.open)
      if (leaves) this.clear()
      const reasons = done.reasons.slice(0, 3).map(({ path, why }) => `${path}: ${why}`).join(' ')
      const { undo } = done
      this.say([done.said, reasons].filter(Boolean).join(' '), undo === null ? null : () => void this.undo(undo))
      return done
    } catch (error) {
      this.failed(error)
      return null
    } finally {
      this.working = null
    }
  }
}
