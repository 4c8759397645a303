/** Text that Copydesk could not save before it ended last time: which posts have some, opened or put away one by one. */
import type { Backend } from '../backend/backend'
import type { UnsavedView } from '../backend/generated/UnsavedView'
import type { Messages } from './messages.svelte'

export class Unsaved {
  found: UnsavedView[] = $state.raw([])

  constructor(
    private readonly backend: Backend,
    private readonly messages: Messages,
  ) {}

  /** Looks in the library that is open now. */
  async look(): Promise<void> {
    this.found = []
    try {
      this.found = await this.backend.call('list_unsaved', {})
    } catch (error) {
      this.messages.report(error)
    }
  }

  /** The post is open, and its text with it. */
  opened(path: string): void {
    if (this.found.some((one) => one.path === path)) this.found = this.found.filter((one) => one.path !== path)
  }

  async putAway(one: UnsavedView): Promise<void> {
    try {
      await this.backend.call('put_away_unsaved', { path: one.path })
      this.opened(one.path)
      this.messages.say(`The unsaved text of “${one.title}” is kept as a version.`)
    } catch (error) {
      this.messages.report(error)
    }
  }
}
