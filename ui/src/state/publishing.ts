/** From the press to the published address: the dialog's states, the outbox, the words on the button. Pure. */
import type { AccountView } from '../backend/generated/AccountView'
import type { FieldsView } from '../backend/generated/FieldsView'
import type { JobState } from '../backend/generated/JobState'
import type { JobView } from '../backend/generated/JobView'
import type { PlanPublish } from '../backend/generated/PlanPublish'
import type { PlanView } from '../backend/generated/PlanView'
import type { PostState } from '../backend/generated/PostState'
import type { StepState } from '../backend/generated/StepState'
import type { StepView } from '../backend/generated/StepView'
import type { WireError } from '../backend/generated/WireError'

export type PublishDialog =
  | { kind: 'closed' }
  | { kind: 'planning'; request: PlanPublish }
  | { kind: 'plan'; request: PlanPublish; plan: PlanView; note: string; pressed: boolean }
  | { kind: 'job'; request: PlanPublish; plan: PlanView; job: JobView }
  | { kind: 'error'; request: PlanPublish; error: WireError }

export type PublishEvent =
  | { kind: 'ask'; request: PlanPublish }
  | { kind: 'planned'; plan: PlanView; note: string }
  | { kind: 'press' }
  | { kind: 'queued'; job: JobView }
  | { kind: 'job'; job: JobView }
  | { kind: 'failed'; error: WireError }
  | { kind: 'close' }

export function publishStep(state: PublishDialog, event: PublishEvent): PublishDialog {
  if (event.kind === 'ask') return { kind: 'planning', request: event.request }
  if (event.kind === 'close' || state.kind === 'closed') return { kind: 'closed' }
  switch (event.kind) {
    case 'planned':
      return { kind: 'plan', request: state.request, plan: event.plan, note: event.note, pressed: false }
    case 'press':
      return state.kind === 'plan' ? { ...state, pressed: true } : state
    case 'queued':
      return state.kind === 'plan' ? { kind: 'job', request: state.request, plan: state.plan, job: event.job } : state
    case 'job':
      return state.kind === 'job' && state.job.id === event.job.id ? { ...state, job: event.job } : state
    case 'failed':
      return { kind: 'error', request: state.request, error: event.error }
  }
}

/** News of a job; the newest job first. */
export function mergeJob(jobs: readonly JobView[], job: JobView): JobView[] {
  const known = jobs.some((one) => one.id === job.id)
  return known ? jobs.map((one) => (one.id === job.id ? job : one)) : [job, ...jobs]
}

const OPEN: readonly JobState[] = ['held', 'queued', 'running', 'waiting', 'paused', 'needsSignIn', 'needsWriter']
export const isOpen = (job: JobView) => OPEN.includes(job.state)
export const isMoving = (job: JobView) => job.state === 'queued' || job.state === 'running'

/** Whole seconds until a held job goes out; 0 when that is now. */
export const secondsLeft = (job: JobView, now: number) => Math.max(0, Math.ceil(((job.holdUntilMs ?? now) - now) / 1000))

/** A blog with work that is not finished. */
export interface BlogJobs {
  account: string
  name: string
  /** Nothing is sent to it now. */
  paused: boolean
  jobs: JobView[]
}

/** Unfinished work by blog, in the order in which the blogs first come. */
export function byBlog(jobs: readonly JobView[]): BlogJobs[] {
  const blogs = new Map<string, BlogJobs>()
  for (const job of jobs) {
    const blog = blogs.get(job.accountId) ?? { account: job.accountId, name: job.account, paused: false, jobs: [] }
    blogs.set(job.accountId, { ...blog, paused: blog.paused || job.state === 'paused', jobs: [...blog.jobs, job] })
  }
  return [...blogs.values()]
}

export function sayJob(job: JobView, now: number): string {
  switch (job.state) {
    case 'held': return `Goes out in ${secondsLeft(job, now)} s`
    case 'queued': return 'Queued'
    case 'running': return job.label || 'Sending'
    case 'waiting': return job.label || 'Waiting'
    case 'paused': return 'Paused'
    case 'needsSignIn': return 'Needs the password'
    case 'needsWriter': return 'Needs your choice'
    case 'rejected': return 'Refused by the blog'
    case 'done': return job.label || 'Done'
    case 'cancelled': return 'Taken out'
  }
}

/** The plan's steps with where they stand now. */
export function stepsNow(steps: readonly StepView[], job: JobView | null): StepView[] {
  if (!job) return [...steps]
  const at = job.of === steps.length ? job.step - 1 : Math.floor(((job.step - 1) / Math.max(1, job.of)) * steps.length)
  const notBegun = isMoving(job) || job.state === 'held' || job.state === 'paused'
  const present: StepState = job.state === 'running' ? 'running' : notBegun ? 'ahead' : 'stopped'
  return steps.map((step, i) => ({
    ...step,
    state: job.state === 'done' || i < at || step.state === 'done' ? 'done' : i === at ? present : 'ahead',
  }))
}

/** 0 to 1 over the whole job, the present picture's bytes included. */
export function progress(job: JobView): number {
  if (job.state === 'done') return 1
  const inside = job.bytesTotal > 0 ? job.bytesSent / job.bytesTotal : 0
  return Math.min(1, Math.max(0, (Math.max(1, job.step) - 1 + inside) / Math.max(1, job.of)))
}

export function sayBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

export type Status = 'published' | 'draft' | 'pending' | 'private'

export interface Choice {
  label: string
  status: Status
}

const known = (status: string): status is Status => ['published', 'draft', 'pending', 'private'].includes(status)

/** A date that lies ahead, as far as this machine's clock can tell; the blog's own clock decides in the plan. */
export const isAhead = (date: string, now: number) => Date.parse(date.replace(' ', 'T')) > now

/** What the button will do, and the other things its menu holds. */
export function choices(state: PostState | null, fields: FieldsView, now: number): { main: Choice; others: Choice[] } {
  const there = fields.remotes.length > 0
  const status: Status = there && known(fields.status) && fields.status !== 'draft' ? fields.status : 'published'
  const isPublic = there && (fields.status === 'published' || state?.kind === 'published' || state?.kind === 'scheduled')
  const publish = isAhead(fields.date, now) ? 'Schedule' : isPublic ? 'Update' : 'Publish'
  const all: Choice[] = [
    { label: publish, status: 'published' },
    { label: 'Save draft on the blog', status: 'draft' },
    { label: 'Submit for review', status: 'pending' },
    { label: 'Publish privately', status: 'private' },
  ]
  const main = all.find((one) => one.status === status) as Choice
  return {
    main: there && status !== 'published' ? { ...main, label: 'Update' } : main,
    others: all.filter((one) => one !== main && !(isPublic && one.status === 'draft')).concat(
      isPublic ? [{ label: 'Take back to a draft', status: 'draft' }] : [],
    ),
  }
}

/** The account a post goes to: the blog that knows it, else the one used last, else the first. */
export function accountFor(accounts: readonly AccountView[], fields: FieldsView | null, last: string): AccountView | null {
  const host = (address: string) => address.replace(/^https?:\/\//, '').replace(/\/+$/, '')
  const blogs = new Set(fields?.remotes.map((remote) => host(remote.blog)))
  const knowing = accounts.filter((account) => blogs.has(host(account.address)))
  const pool = knowing.length > 0 ? knowing : accounts
  return pool.find((account) => account.id === last) ?? pool[0] ?? null
}
