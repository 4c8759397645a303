/** Older states of the open post: the list, one of them beside the present text, and bringing it back. */
import { asWireError, type Backend } from '../backend/backend'
import type { VersionCompared } from '../backend/generated/VersionCompared'
import type { VersionList } from '../backend/generated/VersionList'
import type { VersionView } from '../backend/generated/VersionView'
import type { WhyKept } from '../backend/generated/WhyKept'
import type { WireError } from '../backend/generated/WireError'

export type VersionsState =
  | { kind: 'closed' }
  | { kind: 'asking'; path: string }
  | { kind: 'open'; path: string; list: VersionList; chosen: VersionView | null; compared: VersionCompared | null; busy: boolean; error: WireError | null }
  | { kind: 'error'; path: string; error: WireError }

const WHY: Record<WhyKept, string> = {
  saved: 'While writing',
  published: 'Sent',
  pulled: 'From the blog',
  merged: 'Merged',
  replaced: 'Before it was replaced',
  otherSide: 'The other side of a choice',
  restored: 'Restored',
  unknown: 'Kept',
}

/** Why a version was kept, as a person would say it. */
export function sayWhy({ why, blog }: Pick<VersionView, 'why' | 'blog'>): string {
  if (why === 'published' && blog) return `Sent to ${blog}`
  if (why === 'pulled' && blog) return `From ${blog}`
  return WHY[why]
}

/** `+12`, `−3`; nothing where nothing was gained. */
export const sayGained = (gained: number) => (gained === 0 ? '' : gained > 0 ? `+${gained}` : `−${-gained}`)

/** The versions under the day on which they were kept. */
export function byDay(versions: readonly VersionView[], nowMs: number): { day: string; versions: VersionView[] }[] {
  const days: { day: string; versions: VersionView[] }[] = []
  for (const version of versions) {
    const day = sayDay(version.atMs, nowMs)
    const last = days.at(-1)
    if (last?.day === day) last.versions.push(version)
    else days.push({ day, versions: [version] })
  }
  return days
}

function sayDay(atMs: number, nowMs: number): string {
  const at = new Date(atMs)
  const now = new Date(nowMs)
  const midnight = (daysAgo: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo)
  if (at >= midnight(0)) return 'Today'
  if (at >= midnight(1)) return 'Yesterday'
  const sameYear = at.getFullYear() === now.getFullYear()
  return at.toLocaleDateString(undefined, { weekday: 'short', day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) })
}

export class Versions {
  state: VersionsState = $state.raw({ kind: 'closed' })

  constructor(
    private readonly backend: Backend,
    /** Everything typed has reached the core. */
    private readonly flushed: () => Promise<void>,
    /** The file holds another text now, which the writer asked for: the editor takes it as a step of its own. */
    private readonly take: () => Promise<void>,
    private readonly say: (text: string) => void,
  ) {}

  async show(path: string): Promise<void> {
    this.state = { kind: 'asking', path }
    try {
      await this.flushed()
      const list = await this.backend.call('list_versions', { path })
      if (!this.isFor(path)) return
      this.state = { kind: 'open', path, list, chosen: null, compared: null, busy: false, error: null }
      // What is in the file already is nothing to look at first.
      const first = list.versions.find((version) => !version.present) ?? list.versions[0]
      if (first) await this.choose(first)
    } catch (error) {
      if (this.isFor(path)) this.state = { kind: 'error', path, error: asWireError(error) }
    }
  }

  async choose(chosen: VersionView): Promise<void> {
    if (this.state.kind !== 'open') return
    const { path } = this.state
    this.state = { ...this.state, chosen, compared: null, error: null }
    const answer = await this.backend.call('compare_version', { path, id: chosen.id }).then(
      (compared) => ({ compared }),
      (error: unknown) => ({ error: asWireError(error) }),
    )
    if (this.state.kind === 'open' && this.state.path === path && this.state.chosen?.id === chosen.id) this.state = { ...this.state, ...answer }
  }

  async restore(): Promise<void> {
    const { state } = this
    if (state.kind !== 'open' || !state.chosen || state.busy) return
    this.state = { ...state, busy: true }
    try {
      await this.flushed()
      await this.backend.call('restore_version', { path: state.path, id: state.chosen.id })
      await this.take()
      this.close()
      this.say('The version is back. The text before it is kept as a version, and Undo brings it back too.')
    } catch (error) {
      if (this.state.kind === 'open') this.state = { ...this.state, busy: false, error: asWireError(error) }
    }
  }

  async copy(): Promise<void> {
    const { state } = this
    if (state.kind !== 'open' || !state.compared) return
    try {
      await navigator.clipboard.writeText(state.compared.text)
      this.say('The text of this version is copied.')
    } catch {
      this.say('This system did not take the text. Select it in the comparison and copy it from there.')
    }
  }

  close(): void {
    this.state = { kind: 'closed' }
  }

  private isFor(path: string): boolean {
    return this.state.kind !== 'closed' && this.state.path === path
  }
}
