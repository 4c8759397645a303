/** Templates of the library: what new posts can begin with. */
import type { Backend } from '../backend/backend'
import type { PostRow } from '../backend/generated/PostRow'
import type { TemplateRow } from '../backend/generated/TemplateRow'

export class Templates {
  rows: TemplateRow[] = $state.raw([])
  /** The post that shall become one, while its name is asked for. */
  asked: string | null = $state(null)
  /** Whether a template is being chosen for a new post. */
  choosing = $state(false)

  constructor(
    private readonly backend: Backend,
    private readonly failed: (error: unknown) => void,
  ) {}

  async look(): Promise<void> {
    this.rows = (await this.attempt(() => this.backend.call('list_templates', {}))) ?? []
  }

  /** A new post that begins with it. */
  create(template: string): Promise<PostRow | null> {
    return this.attempt(() => this.backend.call('create_from_template', { template, title: '' }))
  }

  /** Keeps the post that was asked about under this name. */
  save(name: string): Promise<TemplateRow | null> {
    const path = this.asked ?? ''
    return this.attempt(() => this.backend.call('save_template', { path, name }))
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work()
    } catch (error) {
      this.failed(error)
      return null
    }
  }
}
