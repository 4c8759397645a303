/** What lies in the library's own trash, and how it comes back or goes for ever. */
import type { Backend } from '../backend/backend'
import type { TrashRow } from '../backend/generated/TrashRow'
import type { TrashView } from '../backend/generated/TrashView'

export class Trash {
  view: TrashView = $state.raw({ rows: [], count: 0, bytes: 0 })
  /** What is asked about: one post, or all of them; it is gone for ever after one more press. */
  asked: TrashRow | 'all' | null = $state.raw(null)

  constructor(
    private readonly backend: Backend,
    private readonly failed: (error: unknown) => void,
  ) {}

  async look(): Promise<void> {
    await this.attempt(async () => {
      this.view = await this.backend.call('list_trash', {})
    })
  }

  /** Removes what was asked about. */
  async discard(): Promise<void> {
    const { asked } = this
    if (asked === null) return
    this.asked = null
    await this.attempt(async () => {
      this.view = await this.backend.call('discard_trashed', { tickets: asked === 'all' ? [] : [asked.ticket] })
    })
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.failed(error)
    }
  }
}

/** `3 kB`, `1.2 MB` */
export function sayBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
