/** What is on a blog, and bringing it here. Listed page by page, so that thousands appear as they come and can be left any time. */
import { asWireError, type Backend } from '../backend/backend'
import type { LinkPost } from '../backend/generated/LinkPost'
import type { LinkView } from '../backend/generated/LinkView'
import type { Pulled } from '../backend/generated/Pulled'
import type { PulledPost } from '../backend/generated/PulledPost'
import type { PullWhat } from '../backend/generated/PullWhat'
import type { RemoteRow } from '../backend/generated/RemoteRow'
import type { RemoteStanding } from '../backend/generated/RemoteStanding'
import type { WireError } from '../backend/generated/WireError'
import type { IconName } from './library'
import { fold } from './library'

export const KINDS = [
  { id: 'post', name: 'Posts' },
  { id: 'page', name: 'Pages' },
] as const
export type Kind = (typeof KINDS)[number]['id']

/** The statuses a list can be narrowed to; the first stands for all but the trash. */
export const STATUSES = ['', 'published', 'scheduled', 'draft', 'pending', 'private', 'trashed'] as const

export type Bringing = { done: number; of: number; title: string; count: number; stopping: boolean }

export type LinkDialog =
  | { kind: 'closed' }
  | { kind: 'asking'; request: LinkPost }
  | { kind: 'plan'; request: LinkPost; view: LinkView; pressed: boolean }
  | { kind: 'error'; request: LinkPost; error: WireError }

/** How a post of the blog stands here, in a word and a sign. */
export function sayStanding(standing: RemoteStanding): { word: string; icon: IconName } {
  switch (standing) {
    case 'notHere': return { word: 'Not here', icon: 'waiting' }
    case 'unlinked': return { word: 'A file looks like it', icon: 'failed' }
    case 'same': return { word: 'Same here and there', icon: 'published' }
    case 'changedThere': return { word: 'Changed on the blog', icon: 'sending' }
    case 'changedHere': return { word: 'Changed here', icon: 'changed' }
    case 'changedBoth': return { word: 'Changed on both sides', icon: 'conflict' }
    case 'otherKind': return { word: 'Another kind here', icon: 'failed' }
  }
}

/** Whether bringing it here does something without asking. */
export const canCome = (row: RemoteRow) => row.status !== 'trashed' && (row.standing === 'notHere' || row.standing === 'changedThere')

/** Rows in whose title, address or status every word of the query occurs. */
export function filterRemote(rows: readonly RemoteRow[], query: string): RemoteRow[] {
  const words = fold(query).split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...rows]
  return rows.filter((row) => {
    const text = fold([row.title, row.url, row.path ?? '', row.status].join('\n'))
    return words.every((word) => text.includes(word))
  })
}

const STANDINGS: Partial<Record<PulledPost['outcome'], RemoteStanding>> = {
  downloaded: 'same', updated: 'same', linked: 'same', same: 'same', changedHere: 'changedHere', conflict: 'changedBoth', unlinked: 'unlinked',
}

/** The rows after some of their posts were brought here. */
export function afterPull(rows: readonly RemoteRow[], posts: readonly PulledPost[]): RemoteRow[] {
  const done: Record<string, PulledPost> = Object.fromEntries(posts.map((post) => [post.id, post]))
  return rows.map((row) => {
    const post = done[row.id]
    if (!post) return row
    return { ...row, standing: STANDINGS[post.outcome] ?? row.standing, path: post.path ?? row.path, why: post.notes[0] ?? '' }
  })
}

/** The rows with one more page: what moved from one page to the next meanwhile is not listed twice. */
export function withPage(rows: readonly RemoteRow[], page: readonly RemoteRow[]): RemoteRow[] {
  const known: Record<string, true> = Object.fromEntries(rows.map((row) => [row.id, true]))
  return [...rows, ...page.filter((row) => !known[row.id])]
}

/** What became of the posts, in one sentence. */
export function sayPulled(posts: readonly PulledPost[], stopped: boolean): string {
  const of = (outcome: PulledPost['outcome']) => posts.filter((post) => post.outcome === outcome).length
  const parts = [
    [of('downloaded'), 'downloaded'], [of('updated'), 'updated'], [of('linked'), 'linked'],
    [of('conflict'), 'changed on both sides'], [of('unlinked'), 'not linked'], [of('skipped'), 'left out'],
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  const what = said.length > 0 ? `${said.join(', ')}.` : 'Nothing new came.'
  return stopped ? `Stopped: ${what} What is here is whole; bring the rest whenever you like.` : what
}

export class Remote {
  account: string | null = $state(null)
  kind: Kind = $state('post')
  status: string = $state('')
  query = $state('')
  rows: RemoteRow[] = $state.raw([])
  total: number | null = $state(null)
  listing = $state(false)
  error: WireError | null = $state.raw(null)
  bringing: Bringing | null = $state.raw(null)
  /** What the last pull said; shown until the next one. */
  said = $state('')
  dialog: LinkDialog = $state.raw({ kind: 'closed' })
  private run = 0

  readonly shown = $derived(filterRemote(this.rows, this.query))
  readonly coming = $derived(this.rows.filter(canCome).length)

  constructor(private readonly backend: Backend) {}

  /** Shows a blog, from the beginning. */
  show(account: string): void {
    if (this.account !== account) {
      this.kind = 'post'
      this.status = ''
      this.query = ''
    }
    this.account = account
    void this.list()
  }

  narrow(kind: Kind, status: string): void {
    this.kind = kind
    this.status = status
    void this.list()
  }

  /** Lists everything, page by page; another list takes its place. */
  async list(): Promise<void> {
    const { account } = this
    if (account === null) return
    const run = ++this.run
    this.rows = []
    this.total = null
    this.error = null
    this.said = ''
    this.listing = true
    try {
      for (let page = 1; ; page++) {
        const found = await this.backend.call('list_remote', { ...this.asked(account), page })
        if (run !== this.run) return
        this.rows = withPage(this.rows, found.rows)
        this.total = found.total ?? this.total
        if (!found.more) break
      }
    } catch (error) {
      if (run === this.run) this.error = asWireError(error)
    } finally {
      if (run === this.run) this.listing = false
    }
  }

  /** One post. */
  async bring(row: RemoteRow): Promise<void> {
    await this.pull([{ kind: 'posts', ids: [row.id] }])
  }

  /** Everything of this list that is new or changed there. */
  async bringAll(): Promise<void> {
    const { account } = this
    if (account === null) return
    const pages = Math.max(1, Math.ceil((this.total ?? this.rows.length) / 100))
    const whats = Array.from({ length: pages }, (_, at) => ({ kind: 'page' as const, list: { ...this.asked(account), page: at + 1 } }))
    await this.pull(whats)
  }

  async stop(): Promise<void> {
    const { account } = this
    if (account === null || !this.bringing) return
    this.bringing = { ...this.bringing, stopping: true }
    await this.backend.call('stop_pull', { id: account }).catch(() => null)
  }

  heard(event: { account: string; done: number; of: number; title: string }): void {
    if (this.bringing && event.account === this.account) this.bringing = { ...this.bringing, done: event.done, of: event.of, title: event.title }
  }

  private async pull(whats: readonly PullWhat[]): Promise<void> {
    const { account } = this
    if (account === null || this.bringing) return
    this.bringing = { done: 0, of: 1, title: '', count: 0, stopping: false }
    this.error = null
    this.said = ''
    const all: PulledPost[] = []
    let stopped = false
    try {
      for (const what of whats) {
        const pulled: Pulled = await this.backend.call('pull_posts', { account, what, pictures: false })
        all.push(...pulled.posts)
        this.rows = afterPull(this.rows, pulled.posts)
        stopped = pulled.stopped || (this.bringing?.stopping ?? false)
        if (this.bringing) this.bringing = { ...this.bringing, count: all.length }
        if (stopped || (what.kind === 'page' && !pulled.more)) break
      }
      this.said = sayPulled(all, stopped)
    } catch (error) {
      this.error = asWireError(error)
    } finally {
      this.bringing = null
    }
  }

  // -- tying a file to a post

  async planLink(row: RemoteRow): Promise<void> {
    if (this.account === null || row.path === null) return
    const request = { account: this.account, id: row.id, path: row.path }
    this.dialog = { kind: 'asking', request }
    try {
      const view = await this.backend.call('plan_link', request)
      if (this.isFor(request)) this.dialog = { kind: 'plan', request, view, pressed: false }
    } catch (error) {
      if (this.isFor(request)) this.dialog = { kind: 'error', request, error: asWireError(error) }
    }
  }

  async pressLink(): Promise<void> {
    const { dialog } = this
    if (dialog.kind !== 'plan' || dialog.pressed) return
    const { request, view } = dialog
    this.dialog = { ...dialog, pressed: true }
    try {
      const row = await this.backend.call('link_post', { request, fingerprint: view.fingerprint })
      const standing = view.fields.length === 0 ? 'same' : 'changedHere'
      this.rows = this.rows.map((one) => (one.id === request.id ? { ...one, standing, path: row.path, why: '' } : one))
      this.closeLink()
    } catch (error) {
      if (this.isFor(request)) this.dialog = { kind: 'error', request, error: asWireError(error) }
    }
  }

  closeLink(): void {
    this.dialog = { kind: 'closed' }
  }

  private isFor(request: LinkPost): boolean {
    return this.dialog.kind !== 'closed' && this.dialog.request === request
  }

  private asked(account: string) {
    return { account, kind: this.kind, status: this.status || null }
  }
}
