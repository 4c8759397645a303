/** The press and the second press, and the outbox. Nothing goes out that was not shown: the plan's fingerprint says so. */
import { asWireError, type Backend } from '../backend/backend'
import type { JobView } from '../backend/generated/JobView'
import type { PlanPublish } from '../backend/generated/PlanPublish'
import type { PlanView } from '../backend/generated/PlanView'
import { mergeJob, publishStep, type PublishDialog, type PublishEvent } from './publishing'

const CHANGED = 'The post or the blog has changed since you looked. This is the new plan; nothing has been sent.'

export class PublishFlow {
  dialog: PublishDialog = $state.raw({ kind: 'closed' })
  jobs: JobView[] = $state.raw([])

  constructor(
    private readonly backend: Backend,
    /** Everything typed has reached the core. */
    private readonly flushed: () => Promise<void>,
    private readonly skipCalmPlans: () => boolean,
    private readonly report: (error: unknown) => void,
  ) {}

  /** The first press: shows what the second one would do. */
  async plan(request: PlanPublish, note = ''): Promise<void> {
    this.step({ kind: 'ask', request })
    try {
      await this.flushed()
      const plan = await this.backend.call('plan_publish', request)
      if (!this.isFor(request)) return
      this.step({ kind: 'planned', plan, note })
      if (this.skipCalmPlans() && isCalm(plan) && note === '') await this.press()
    } catch (error) {
      if (this.isFor(request)) this.step({ kind: 'failed', error: asWireError(error) })
    }
  }

  /** The second press: exactly the shown plan. */
  async press(): Promise<void> {
    const { dialog } = this
    if (dialog.kind !== 'plan' || dialog.pressed) return
    this.step({ kind: 'press' })
    try {
      const job = await this.backend.call('publish', { request: dialog.request, fingerprint: dialog.plan.fingerprint })
      this.step({ kind: 'queued', job: this.jobs.find((one) => one.id === job.id) ?? job })
      if (!this.jobs.some((one) => one.id === job.id)) this.jobs = mergeJob(this.jobs, job)
    } catch (error) {
      if (asWireError(error).code === 'plan_changed') await this.plan(dialog.request, CHANGED)
      else if (this.isFor(dialog.request)) this.step({ kind: 'failed', error: asWireError(error) })
    }
  }

  heard(job: JobView): void {
    this.jobs = mergeJob(this.jobs, job)
    this.step({ kind: 'job', job })
  }

  close(): void {
    this.step({ kind: 'close' })
  }

  async cancel(id: string): Promise<void> {
    await this.backend.call('cancel_job', { id }).then((job) => this.heard(job), this.report)
  }

  /** Ends a job's hold or its wait. */
  async sendNow(id: string): Promise<void> {
    await this.backend.call('send_now', { id }).then((job) => this.heard(job), this.report)
  }

  async pause(account: string, paused: boolean): Promise<void> {
    await this.backend.call('pause_outbox', { account, paused }).then((jobs) => jobs.forEach((job) => this.heard(job)), this.report)
  }

  async runAll(): Promise<void> {
    await this.backend.call('run_outbox', {}).then((jobs) => jobs.forEach((job) => this.heard(job)), this.report)
  }

  private isFor(request: PlanPublish): boolean {
    return this.dialog.kind !== 'closed' && this.dialog.request === request
  }

  private step(event: PublishEvent): void {
    // A job's news may come while the dialog is closed; then only the outbox is concerned.
    if (event.kind === 'job' && this.dialog.kind !== 'job') return
    this.dialog = publishStep(this.dialog, event)
  }
}

const isCalm = (plan: PlanView) =>
  plan.warnings.length === 0 && plan.refusals.length === 0 && plan.conflict === null && !plan.unchanged && !plan.offline
