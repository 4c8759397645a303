/**
 * The list of posts as the window holds it: the pages in sight and a few beside them, never the whole library. The core
 * keeps the order; here is only where the writer looks, and what is known of it.
 */
import type { Backend } from '../backend/backend'
import type { AppEvent } from '../backend/generated/AppEvent'
import type { Counts } from '../backend/generated/Counts'
import type { AskedView } from '../backend/generated/AskedView'
import type { FoundPost } from '../backend/generated/FoundPost'
import type { HitView } from '../backend/generated/HitView'
import type { ListView } from '../backend/generated/ListView'
import type { PostRow } from '../backend/generated/PostRow'
import type { ReadingView } from '../backend/generated/ReadingView'
import type { SkippedView } from '../backend/generated/SkippedView'
import type { RowPage } from '../backend/generated/RowPage'

/** A row with what was found of it, if something is searched for. */
export type ListedRow = PostRow & { hit?: HitView }
type ListedPage = Omit<RowPage, 'rows' | 'hits'> & { rows: ListedRow[] }

/** Rows asked for at once. */
export const PAGE = 100
/** Pages that are kept: those in sight, and the way back. */
const KEPT = 6

export const NOTHING: Counts = {
  all: 0, drafts: 0, scheduled: 0, published: 0, changedHere: 0, changedThere: 0, conflicts: 0, untagged: 0, noPicture: 0, unreadable: 0, doubled: 0, skipped: 0,
}
export const WHOLE: ListView = { place: 'all', filter: null, sort: { key: 'changed', descending: true }, query: '' }

export class PostPages {
  view: ListView = $state.raw(WHOLE)
  /** The view that the rows belong to: another one than `view` until its first page is there. */
  shown: ListView = $state.raw(WHOLE)
  counts: Counts = $state.raw(NOTHING)
  reading: ReadingView | null = $state.raw(null)
  /** How far the reading of texts for the search is. */
  indexing: ReadingView | null = $state.raw(null)
  /** How the search of the shown rows was understood; `null` when nothing is searched for. */
  asked: AskedView | null = $state.raw(null)
  total = $state(0)
  generation = $state(0)
  /** Where the chosen post stands; `null` when it is not in the view. */
  at: number | null = $state(null)
  private pages: Readonly<Record<number, readonly ListedRow[]>> = $state.raw({})
  /** The post the writer chose. */
  chosen: string | null = $state(null)
  private sight = { first: 0, last: PAGE - 1 }
  /** Place of the row that must not move under the writer's eyes, if any. */
  private anchor: number | null = null
  private isOld = true
  private isLoading = false
  private again = false
  /** The rows in sight stand so many places further down than before. */
  onmoved: (by: number) => void = () => undefined

  constructor(
    private readonly backend: Backend,
    private readonly failed: (error: unknown) => void,
  ) {}

  row(index: number): ListedRow | undefined {
    return this.pages[Math.floor(index / PAGE)]?.[index % PAGE]
  }

  /** The row at this place, asked for when it is not here. */
  async rowAt(index: number): Promise<ListedRow | undefined> {
    return this.row(index) ?? (await this.ask(index, 1, [])).rows[0]
  }

  /** Asks for another part of the library, another order or other words. */
  narrow(change: Partial<ListView>): void {
    this.view = { ...this.view, ...change }
    this.sight = { first: 0, last: PAGE - 1 }
    this.anchor = null
    this.refresh()
  }

  /** The rows from `first` to `last` are in sight, and the one at `anchor` shall stay where it is. */
  see(first: number, last: number, anchor: number | null): void {
    this.sight = { first, last }
    this.anchor = anchor
    if (this.missing().length > 0) void this.load()
  }

  /** The writer chose this post. */
  choose(path: string | null): void {
    this.chosen = path
    this.at = null
    if (path === null) return
    for (const [page, rows] of Object.entries(this.pages)) {
      const within = rows.findIndex((row) => row.path === path)
      if (within >= 0) return void (this.at = Number(page) * PAGE + within)
    }
    this.refresh()
  }

  heard(event: Extract<AppEvent, { kind: 'libraryChanged' }>): void {
    this.counts = event.counts
    this.reading = event.reading
    this.indexing = event.indexing
    this.refresh()
  }

  /** What is in sight is asked for again; the old rows stay until the new ones are there. */
  refresh(): void {
    this.isOld = true
    void this.load()
  }

  /** Resolves when everything that was asked for is there. */
  async settled(): Promise<void> {
    while (this.isLoading) await new Promise((resolve) => setTimeout(resolve, 1))
  }

  private wanted(): number[] {
    const { first, last } = this.sight
    const pages = []
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++) pages.push(page)
    return pages
  }

  private missing(): number[] {
    return this.wanted().filter((page) => !(page in this.pages) && page * PAGE < this.total)
  }

  private async load(): Promise<void> {
    this.again = true
    if (this.isLoading) return
    this.isLoading = true
    try {
      while (this.again) {
        this.again = false
        if (this.isOld) await this.loadAnew()
        else await this.loadMissing()
      }
    } catch (error) {
      this.failed(error)
    } finally {
      this.isLoading = false
    }
  }

  private async loadAnew(): Promise<void> {
    this.isOld = false
    const { view, chosen, anchor } = this
    const find = [chosen ?? '', (anchor === null ? undefined : this.row(anchor)?.path) ?? '']
    let by = 0
    let top = await this.ask(this.from(), PAGE, find)
    // What stood in sight may stand elsewhere now: the writer keeps looking at it.
    for (let place = top.found[1]; anchor !== null && this.anchor === anchor && typeof place === 'number' && place !== anchor + by; place = top.found[1]) {
      this.sight = { first: Math.max(0, this.sight.first + place - anchor - by), last: this.sight.last + place - anchor - by }
      by = place - anchor
      top = await this.ask(this.from(), PAGE, find)
    }
    const pages: Record<number, readonly ListedRow[]> = { [Math.floor(top.offset / PAGE)]: top.rows }
    for (const page of this.wanted()) {
      if (page in pages || page * PAGE >= top.total) continue
      const answer = await this.ask(page * PAGE, PAGE, [])
      if (answer.generation !== top.generation) this.isOld = this.again = true
      pages[page] = answer.rows
    }
    if (this.view !== view || this.isOld) return
    this.pages = pages
    this.total = top.total
    this.counts = top.counts
    this.generation = top.generation
    this.shown = view
    this.asked = top.asked
    if (this.chosen === chosen) this.at = top.found[0] ?? null
    if (by !== 0 && this.anchor === anchor && anchor !== null) {
      this.anchor = anchor + by
      this.onmoved(by)
    }
  }

  private from(): number {
    return Math.floor(this.sight.first / PAGE) * PAGE
  }

  private async loadMissing(): Promise<void> {
    for (const page of this.missing()) {
      const view = this.view
      const answer = await this.ask(page * PAGE, PAGE, [])
      if (this.view !== view || this.isOld) return
      if (answer.generation !== this.generation) return this.refresh()
      // Kept are the pages nearest to what is in sight.
      const far = (other: number) => Math.abs(other - page)
      const kept = Object.keys(this.pages).map(Number).sort((a, b) => far(a) - far(b)).slice(0, KEPT - 1)
      this.pages = { ...Object.fromEntries(kept.map((other) => [other, this.pages[other] ?? []])), [page]: answer.rows }
    }
  }

  /** The post before or after this one in the view; the first one when it is not in it. */
  beside(path: string | null, after: boolean): Promise<PostRow | null> {
    return this.backend.call('neighbour', { view: this.view, path, after })
  }

  /** Posts of the whole library that hold these words, the newest first. */
  find(query: string, count: number): Promise<PostRow[]> {
    return this.quietly(async () => (await this.backend.call('list_posts', { view: { ...WHOLE, query }, offset: 0, count, find: [] })).rows)
  }

  /** The best posts of the whole library for what was typed. */
  search(query: string, limit: number): Promise<FoundPost[]> {
    return this.quietly(async () => (await this.backend.call('search_posts', { query, limit })).posts)
  }

  /** The rows of these posts, as far as there are such. */
  rowsOf(paths: string[]): Promise<PostRow[]> {
    return this.quietly(() => this.backend.call('rows_of', { paths }))
  }

  /** What in the folder looks like a post and is none. */
  skipped(): Promise<SkippedView[]> {
    return this.quietly(() => this.backend.call('list_skipped', {}))
  }

  /** Lets a post stand first in every order, or no longer. */
  async pin({ path, pinned }: PostRow): Promise<void> {
    try {
      await this.backend.call('pin_posts', { paths: [path], pinned: !pinned })
    } catch (error) {
      this.failed(error)
    }
  }

  private async quietly<T>(ask: () => Promise<T[]>): Promise<T[]> {
    try {
      return await ask()
    } catch (error) {
      this.failed(error)
      return []
    }
  }

  private async ask(offset: number, count: number, find: string[]): Promise<ListedPage> {
    const { rows, hits, ...rest } = await this.backend.call('list_posts', { view: this.view, offset, count, find })
    return { ...rest, rows: rows.map((row, i) => (hits[i] ? { ...row, hit: hits[i] } : row)) }
  }
}
