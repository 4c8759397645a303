/** The git work tree around the library: how it stands, and bringing it and its remote together. */
import { asWireError, type Backend } from '../backend/backend'
import type { GitView } from '../backend/generated/GitView'
import type { WireError } from '../backend/generated/WireError'

/** How it stands, in as few words as the foot of the side bar has room for. */
export function sayTree(tree: GitView): string {
  if (tree.inProgress) return `${tree.inProgress} not finished`
  if (tree.branch === '') return 'not on a branch'
  const parts = [
    tree.conflicted > 0 && `${tree.conflicted} unmerged`,
    tree.changed > 0 && `${tree.changed} changed`,
    tree.ahead > 0 && `${tree.ahead} to send`,
    tree.behind > 0 && `${tree.behind} to receive`,
  ].filter(Boolean)
  if (parts.length > 0) return parts.join(', ')
  return tree.remote ? 'all sent' : 'no remote'
}

/** Looking means that git walks through the whole folder: not after every save. */
const PAUSE_MS = 15_000

export class Git {
  private looked = 0
  private waiting: ReturnType<typeof setTimeout> | undefined
  tree: GitView | null = $state.raw(null)
  busy = $state(false)
  /** The last sync that did not work, until the next one. */
  error: WireError | null = $state.raw(null)

  constructor(
    private readonly backend: Backend,
    /** Everything typed has reached the core. */
    private readonly flushed: () => Promise<void>,
    private readonly say: (text: string) => void,
  ) {}

  /** Looks soon: at once, or when the last look is some way off. */
  lookSoon(): void {
    clearTimeout(this.waiting)
    this.waiting = setTimeout(() => void this.look(), Math.max(0, this.looked + PAUSE_MS - Date.now()))
  }

  async look(): Promise<void> {
    clearTimeout(this.waiting)
    this.looked = Date.now()
    this.tree = await this.backend.call('git_state', {}).catch(() => null)
  }

  async sync(message = ''): Promise<void> {
    if (this.busy || !this.tree) return
    this.busy = true
    this.error = null
    try {
      await this.flushed()
      const synced = await this.backend.call('sync_library', { message })
      this.say([synced.message, ...synced.notes].join(' '))
    } catch (error) {
      this.error = asWireError(error)
    }
    this.busy = false
    await this.look()
  }

  async commitOnPublish(on: boolean): Promise<void> {
    await this.backend.call('commit_on_publish', { on }).catch(() => undefined)
    await this.look()
  }

  close(): void {
    this.error = null
  }
}
