/** Posts on the in-memory blog: off it, into its trash, back, away for ever. A host that begins with `offline` does not answer. */
import type { FakeBackend } from './fake'
import { derive, setFieldIn } from './fake-front-matter'
import type { ActionDone } from './generated/ActionDone'
import type { ActionName } from './generated/ActionName'
import type { ActionView } from './generated/ActionView'
import type { ActOnBlog } from './generated/ActOnBlog'
import type { PlanAction } from './generated/PlanAction'
import type { TwinView } from './generated/TwinView'

const trashed = new WeakSet<object>()

const WORDS: Record<ActionName, [headline: string, button: string, done: string]> = {
  unpublish: ['will be a draft on', 'Take it off the blog', 'The post is a draft on the blog again.'],
  trash: ['will go into the trash of', "Put it into the blog's trash", "The post is in the blog's trash."],
  restore: ['will come back, as a draft, from the trash of', 'Bring it back', 'The post is back on the blog, as a draft.'],
  delete: ['will be removed for ever from', 'Remove it for ever', 'The post is not on the blog any more.'],
}

export function fakeTwins(fake: FakeBackend, path: string): TwinView[] {
  const file = fake.files.get(path)
  if (!file) return []
  const { fields } = derive(file.text)
  return fields.remotes.map(({ blog, id }) => ({
    blog,
    id,
    account: fake.accounts.find((one) => one.id === blog)?.id ?? null,
    url: `https://${blog}/${path.replace(/\.md$/, '')}/`,
    status: trashed.has(file) ? 'trashed' : fields.status || 'published',
  }))
}

export function fakePlanAction(fake: FakeBackend, { path, account, action }: PlanAction): ActionView {
  const twin = fakeTwins(fake, path)[0]
  const { fields } = derive(fake.files.get(path)?.text ?? '')
  const [headline, button] = WORDS[action]
  if (!twin || account.startsWith('offline')) {
    return {
      fingerprint: '', headline: 'This cannot be done now.', consequence: 'Your file here and the post on the blog stay as they are.', button: '',
      refusal: 'The blog does not answer, and nothing is done to a post unseen. Try again when the line is back.',
    }
  }
  const readers = action === 'delete' ? 'Its comments on the blog go with it. The blog cannot bring it back.' : `Readers can see it now at ${twin.url}; that address will not open for them any more.`
  return { fingerprint: twin.status, headline: `The post “${fields.title}” ${headline} ${twin.blog}.`, consequence: `${readers} Your file here stays as it is.`, button, refusal: null }
}

export function fakeAct(fake: FakeBackend, { request }: ActOnBlog): ActionDone {
  const file = fake.files.get(request.path)
  if (file) {
    let text = file.text
    const sets: [string, string][] = request.action === 'delete' ? [['status', 'draft'], ['wordpress', '']] : [['status', 'draft']]
    for (const [field, value] of sets) {
      for (const { from, to, insert } of setFieldIn(text, field, { kind: 'text', value })) text = text.slice(0, from) + insert + text.slice(to)
    }
    fake.writeOutside(request.path, text)
    const after = fake.files.get(request.path)
    if (after && request.action === 'trash') trashed.add(after)
  }
  return { message: WORDS[request.action][2] }
}
