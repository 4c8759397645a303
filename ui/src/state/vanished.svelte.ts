/** Posts that are not there any more and not believed deleted: said until they are back, or until the writer says that they were. */
import type { Backend } from '../backend/backend'
import type { VanishedView } from '../backend/generated/VanishedView'
import type { Messages } from './messages.svelte'

export class Vanished {
  now: VanishedView | null = $state.raw(null)

  constructor(
    private readonly backend: Backend,
    private readonly messages: Messages,
  ) {
    void backend.listen((event) => {
      if (event.kind === 'vanished') this.now = event.vanished
    })
  }

  /** They were deleted. */
  async believe(): Promise<void> {
    try {
      await this.backend.call('believe_vanished', {})
    } catch (error) {
      this.messages.report(error)
    }
  }
}

/** What is not there. */
export function sayVanished({ posts, of, withFolder }: VanishedView): string {
  if (withFolder) return 'The library’s folder is not there any more.'
  return posts === of ? `All ${of} posts are not there any more.` : `${posts} of ${of} posts are not there any more.`
}
