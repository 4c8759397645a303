/** Plans and jobs of the in-memory backend. The blog's host name decides how it behaves: `offline.` and `moved.` are difficult. */
import type { FakeBackend } from './fake'
import { isSettled } from './fake-conflict'
import { derive, setFieldIn } from './fake-front-matter'
import type { DiffView } from './generated/DiffView'
import type { JobView } from './generated/JobView'
import type { MessageView } from './generated/MessageView'
import type { PlanPublish } from './generated/PlanPublish'
import type { PlanView } from './generated/PlanView'
import type { StepView } from './generated/StepView'

const sent = new WeakMap<FakeBackend, Map<string, string>>()
const sentBy = (fake: FakeBackend) => sent.get(fake) ?? sent.set(fake, new Map()).get(fake)!

function diff(before: string, after: string): DiffView[] {
  const old = before.split('\n\n')
  const fresh = after.split('\n\n')
  let start = 0
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++
  let end = 0
  while (end < old.length - start && end < fresh.length - start && old.at(-1 - end) === fresh.at(-1 - end)) end++
  const part = (kind: DiffView['kind'], parts: string[]): DiffView[] => (parts.length > 0 ? [{ kind, text: parts.join('\n\n') }] : [])
  return [
    ...part('same', old.slice(0, start)),
    ...part('removed', old.slice(start, old.length - end)),
    ...part('added', fresh.slice(start, fresh.length - end)),
    ...part('same', end > 0 ? old.slice(-end) : []),
  ]
}

export function fakePlan(fake: FakeBackend, request: PlanPublish): PlanView {
  const text = fake.buffers.get(request.path)?.text ?? fake.files.get(request.path)?.text ?? ''
  const { fields, bodyStart, problems } = derive(text)
  const body = text.slice(bodyStart)
  const before = sentBy(fake).get(request.path)
  const there = fields.remotes.length > 0
  const pictures = [...body.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map((found) => found[1] as string)
  const step = (label: string, detail = ''): StepView => ({ label, detail, state: 'ahead' })
  const offline = request.account.startsWith('offline')
  const conflict = request.account.startsWith('moved') && !request.overwrite && !request.asNew && !isSettled(fake, request.path)
  const what = there ? 'Update the post' : request.status === 'draft' ? 'Make a draft' : 'Make a new post'
  return {
    fingerprint: `${request.status}:${text.length}:${request.overwrite}:${text.slice(-40)}`,
    headline: `${what} “${fields.title || 'Untitled'}” on ${request.account}${request.status === 'draft' ? ', for your eyes only.' : ', for everyone to read.'}`,
    button: offline ? 'Queue' : request.status === 'draft' ? 'Save draft on the blog' : there ? 'Update' : 'Publish',
    steps: [
      ...pictures.map((picture, i) => step(`Send ${picture.split('/').at(-1)}`, there && i > 0 ? 'already there' : '412 kB')),
      ...fields.tags.slice(0, 1).map((tag) => step(`Create the tag “${tag}”`)),
      step(what),
      step('Read it back and compare'),
    ],
    changes: before === undefined ? [] : diff(before, body),
    warnings: problems.map((problem) => `Line ${problem.line}: ${problem.message}`),
    refusals: [
      ...(fields.broken ? [`The front matter cannot be read. ${fields.broken} Repair it at the top of the text, then press Publish again.`] : []),
      ...(fields.title === '' && !fields.broken ? ['The post has no title. Write one above the text.'] : []),
    ],
    conflict: conflict
      ? { message: 'The post was changed on the blog yesterday at 18:20, after you sent it last.', mayOverwrite: true, mayPublishAsNew: false, theirs: body.replace('fog', 'mist') }
      : null,
    unchanged: before === body,
    offline,
  }
}

export const PAUSED: MessageView = {
  happened: 'Sending to this blog is paused.',
  safe: 'The press is in the outbox, exactly as it was confirmed.',
  next: 'Resume the blog in the outbox whenever you like; it goes on where it stopped.',
  detail: '',
}

export function runFakeJob(fake: FakeBackend, request: PlanPublish, plan: PlanView, id: string): JobView {
  const file = fake.files.get(request.path)
  const text = fake.buffers.get(request.path)?.text ?? file?.text ?? ''
  const { fields, bodyStart } = derive(text)
  const url = `https://${request.account}/${fields.slug || request.path.replace(/\.md$/, '')}/`
  let job: JobView = {
    id, path: request.path, title: fields.title, account: fake.accounts.find((one) => one.id === request.account)?.name ?? request.account, accountId: request.account,
    state: 'queued', holdUntilMs: null, label: 'Queued', step: 1, of: plan.steps.length, bytesSent: 0, bytesTotal: 0, message: null, url: null, log: [],
  }
  const tell = (changed: Partial<JobView>, line = '') => {
    job = { ...job, ...changed, log: line ? [...job.log, { atMs: Date.now(), text: line }] : job.log }
    fake.tellJob(job)
  }
  const cancelled = () => fake.jobs.find((one) => one.id === id)?.state === 'cancelled'
  const finish = () => {
    sentBy(fake).set(request.path, text.slice(bodyStart))
    if (file) {
      let written = text
      for (const [field, value] of [['status', request.status], ['wordpress', fields.remotes[0]?.id ?? '1042'], ['url', url]] as const) {
        for (const { from, to, insert } of setFieldIn(written, field, { kind: 'text', value })) written = written.slice(0, from) + insert + written.slice(to)
      }
      fake.writeOutside(request.path, written)
      fake.files.set(request.path, { ...file, text: written, state: request.status === 'draft' ? { kind: 'draft' } : { kind: 'published' } })
      fake.tellList()
    }
    tell({ state: 'done', label: 'Done', url, step: job.of }, 'Read back: the blog has what was written here.')
  }
  const advance = (step: number) => {
    if (cancelled()) return
    fake.goOn.set(id, () => advance(step))
    if (fake.paused.has(request.account)) return tell({ state: 'paused', message: PAUSED })
    if (plan.offline) {
      return tell({
        state: 'waiting',
        label: 'Waiting for the blog',
        message: {
          happened: 'The blog did not answer (timed out after 30 s).',
          safe: 'Your post is saved here and waits in the outbox. Nothing has gone public.',
          next: 'It goes out when the blog answers. You can try now or take it out.',
          detail: 'connect: operation timed out',
        },
      }, 'No answer after 30 s.')
    }
    if (step > plan.steps.length) return finish()
    const label = plan.steps[step - 1]?.label ?? ''
    const picture = label.startsWith('Send ')
    tell({ state: 'running', holdUntilMs: null, message: null, step, label, bytesTotal: picture ? 412_000 : 0, bytesSent: picture ? 160_000 : 0 }, label)
    setTimeout(() => advance(step + 1), fake.wishes.stepMs ?? 500)
  }
  const hold = request.status === 'draft' ? 0 : fake.settings.holdSeconds * 1000
  let begun = false
  const begin = () => {
    if (!begun) advance(1)
    begun = true
  }
  fake.goOn.set(id, begin)
  tell(hold > 0 ? { state: 'held', holdUntilMs: Date.now() + hold } : {}, 'Pressed, and kept here.')
  setTimeout(begin, hold || (fake.wishes.stepMs ?? 500))
  return job
}
