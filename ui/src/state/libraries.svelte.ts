/** The libraries that were open before, and changing to one of them. */
import type { Backend } from '../backend/backend'
import type { LibraryRow } from '../backend/generated/LibraryRow'
import type { LibraryView } from '../backend/generated/LibraryView'

export class Libraries {
  rows: LibraryRow[] = $state.raw([])

  constructor(
    private readonly backend: Backend,
    private readonly flushed: () => Promise<void>,
    private readonly enter: (library: LibraryView, post: string | null) => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  async look(): Promise<void> {
    await this.attempt(async () => {
      this.rows = await this.backend.call('list_libraries', {})
    })
  }

  /** Opens another library at the post that was last open in it. What is typed is saved before. */
  async open(row: LibraryRow): Promise<void> {
    if (row.isOpen) return
    await this.attempt(async () => {
      await this.flushed()
      const library = await this.backend.call('open_library', { folder: row.folder })
      await this.enter(library, row.post)
    })
  }

  /** Takes it out of the list; its folder stays. */
  async forget(row: LibraryRow): Promise<void> {
    await this.attempt(async () => {
      this.rows = await this.backend.call('forget_library', { folder: row.folder })
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
