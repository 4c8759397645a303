/** The post on its blogs, and what may be done to it there: each is shown first and pressed a second time. */
import { asWireError, type Backend } from '../backend/backend'
import type { ActionName } from '../backend/generated/ActionName'
import type { ActionView } from '../backend/generated/ActionView'
import type { PlanAction } from '../backend/generated/PlanAction'
import type { TwinView } from '../backend/generated/TwinView'
import type { WireError } from '../backend/generated/WireError'

export type ActionDialog =
  | { kind: 'closed' }
  | { kind: 'asking'; request: PlanAction }
  | { kind: 'plan'; request: PlanAction; plan: ActionView; pressed: boolean }
  | { kind: 'error'; request: PlanAction; error: WireError }

/** What makes sense for a post in this state; everything where the state is not known here. */
export function actionsFor(status: string): ActionName[] {
  if (status === 'trashed') return ['restore', 'delete']
  if (status === 'draft') return ['trash']
  return status === '' ? ['unpublish', 'trash', 'restore'] : ['unpublish', 'trash']
}

export const ACTION_WORDS: Record<ActionName, string> = {
  unpublish: 'Take it off the blog…',
  trash: "Put it into the blog's trash…",
  restore: "Bring it back from the blog's trash…",
  delete: 'Remove it from the blog for ever…',
}

export class Twins {
  /** Of the open post. */
  list: TwinView[] = $state.raw([])
  dialog: ActionDialog = $state.raw({ kind: 'closed' })

  constructor(
    private readonly backend: Backend,
    /** Everything typed has reached the core. */
    private readonly flushed: () => Promise<void>,
    private readonly say: (text: string) => void,
  ) {}

  async look(path: string | null): Promise<void> {
    this.list = path === null ? [] : await this.backend.call('list_twins', { path }).catch(() => [])
  }

  async plan(request: PlanAction): Promise<void> {
    this.dialog = { kind: 'asking', request }
    try {
      const plan = await this.backend.call('plan_action', request)
      if (this.isFor(request)) this.dialog = { kind: 'plan', request, plan, pressed: false }
    } catch (error) {
      if (this.isFor(request)) this.dialog = { kind: 'error', request, error: asWireError(error) }
    }
  }

  async press(): Promise<void> {
    const { dialog } = this
    if (dialog.kind !== 'plan' || dialog.pressed) return
    this.dialog = { ...dialog, pressed: true }
    const { request, plan } = dialog
    try {
      await this.flushed()
      const { message } = await this.backend.call('act_on_blog', { request, fingerprint: plan.fingerprint })
      this.close()
      this.say(message)
      await this.look(request.path)
    } catch (error) {
      if (asWireError(error).code === 'plan_changed') await this.plan(request)
      else if (this.isFor(request)) this.dialog = { kind: 'error', request, error: asWireError(error) }
    }
  }

  close(): void {
    this.dialog = { kind: 'closed' }
  }

  private isFor(request: PlanAction): boolean {
    return this.dialog.kind !== 'closed' && this.dialog.request === request
  }
}
