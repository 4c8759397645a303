/** What lies on the in-memory blog. A host that begins with `offline` does not answer; one that begins with `empty` holds nothing. */
import type { FakeBackend } from './fake'
import { fakeError } from './fake'
import { derive, setFieldIn } from './fake-front-matter'
import type { LinkPost } from './generated/LinkPost'
import type { LinkView } from './generated/LinkView'
import type { ListRemote } from './generated/ListRemote'
import type { PulledPost } from './generated/PulledPost'
import type { Pulled } from './generated/Pulled'
import type { PullPosts } from './generated/PullPosts'
import type { RemotePage } from './generated/RemotePage'
import type { RemoteRow } from './generated/RemoteRow'
import type { RemoteStanding } from './generated/RemoteStanding'

const PAGE = 100
const TITLES = ['Fog over the estuary', 'A ferry that runs on Sundays', 'Bread at low tide', 'The lighthouse keeper’s notebook', 'Nine harbours in four days', 'Salt, wind and a borrowed tent']
const STANDINGS: readonly RemoteStanding[] = ['notHere', 'same', 'changedThere', 'unlinked', 'changedBoth', 'changedHere']
const STATUSES = ['published', 'published', 'draft', 'scheduled', 'private'] as const

export class FakeRemote {
  readonly rows: RemoteRow[]
  stopped = false

  constructor(account: string, count: number) {
    this.rows = account.startsWith('empty') ? [] : Array.from({ length: count }, (_, at) => row(account, count - at, at))
  }
}

function row(account: string, id: number, at: number): RemoteRow {
  const title = TITLES[at % TITLES.length] + (at < TITLES.length ? '' : ` (${id})`)
  const standing = at < STANDINGS.length ? (STANDINGS[at] as RemoteStanding) : 'notHere'
  const here = standing !== 'notHere'
  return {
    id: String(id), kind: at % 11 === 10 ? 'page' : 'post', title, status: STATUSES[at % STATUSES.length] as string,
    date: `2026-${String(12 - (at % 12)).padStart(2, '0')}-14 09:30`, url: `https://${account}/?p=${id}`, standing,
    why: { changedThere: 'Changed there: title, text.', changedBoth: 'Changed there: text.', unlinked: 'The file has the same address.' }[standing as 'unlinked'] ?? '',
    path: here ? `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.md` : null,
  }
}

function matching(fake: FakeBackend, { account, kind, status }: ListRemote): RemoteRow[] {
  if (account.startsWith('offline')) {
    throw fakeError('no_answer', 'The blog did not answer.', 'Nothing was sent, and your posts are safe here. Check the connection and the blog’s address, then try again.', 'connection refused')
  }
  return fake.remote(account).rows.filter((one) => one.kind === kind && (status === null ? one.status !== 'trashed' : one.status === status))
}

export function fakeList(fake: FakeBackend, list: ListRemote): RemotePage {
  const rows = matching(fake, list)
  return { rows: rows.slice((list.page - 1) * PAGE, list.page * PAGE).map((one) => ({ ...one })), total: rows.length, more: rows.length > list.page * PAGE }
}

export async function fakePull(fake: FakeBackend, { account, what }: PullPosts): Promise<Pulled> {
  const remote = fake.remote(account)
  remote.stopped = false
  const rows = what.kind === 'posts' ? remote.rows.filter((one) => what.ids.includes(one.id)) : matching(fake, what.list).slice((what.list.page - 1) * PAGE, what.list.page * PAGE)
  const posts: PulledPost[] = []
  for (const [done, one] of rows.entries()) {
    if (remote.stopped) break
    fake.tell({ kind: 'pulling', account, done, of: rows.length, title: one.title })
    await new Promise((resolve) => setTimeout(resolve, fake.wishes.stepMs ?? 40))
    posts.push(bring(fake, account, one))
  }
  const more = what.kind === 'page' && fakeList(fake, what.list).more
  return { posts, more, stopped: remote.stopped }
}

function bring(fake: FakeBackend, account: string, one: RemoteRow): PulledPost {
  const said = (outcome: PulledPost['outcome'], notes: string[] = []): PulledPost => ({ id: one.id, title: one.title, outcome, path: one.path, notes })
  if (one.status === 'trashed') return said('skipped', ['It lies in the blog’s trash. Restore it there to bring it here.'])
  switch (one.standing) {
    case 'notHere': {
      one.path = `${one.title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.md`
      one.standing = 'same'
      const text = `---\ntitle: ${one.title}\nstatus: ${one.status}\nwordpress:\n  ${account}: ${one.id}\n---\n\nFrom the blog.\n`
      fake.files.set(one.path, { text, modifiedMs: Date.now(), state: { kind: 'published' } })
      fake.tellList()
      return said('downloaded')
    }
    case 'changedThere':
      one.standing = 'same'
      return said('updated')
    case 'changedBoth': return said('conflict', [one.why])
    case 'changedHere': return said('changedHere')
    case 'unlinked': return said('unlinked', [one.why])
    default: return said('same')
  }
}

export function fakePlanLink(fake: FakeBackend, { account, id, path }: LinkPost): LinkView {
  const one = fake.remote(account).rows.find((row) => row.id === id)
  if (!one) throw fakeError('refused', `The blog has no post or page number ${id}.`, 'Nothing was changed.')
  return {
    fingerprint: `${id} ${path}`,
    headline: `"${path}" will be tied to “${one.title}” on ${account}.`,
    consequence: 'The file keeps its text, and the blog its own. What differs shows as changed here until you publish.',
    fields: ['text', 'tags'],
    changes: [
      { kind: 'same', text: 'The first boat leaves at six.\n' },
      { kind: 'removed', text: 'Nobody was on the quay.\n' },
      { kind: 'added', text: 'A dog was the only one on the quay.\n' },
    ],
  }
}

export function fakeLink(fake: FakeBackend, { account, id, path }: LinkPost) {
  const one = fake.remote(account).rows.find((row) => row.id === id)
  if (one) one.standing = 'changedHere'
  const file = fake.files.get(path) ?? { text: `---\ntitle: ${one?.title ?? ''}\nstatus: draft\n---\n`, modifiedMs: Date.now(), state: { kind: 'changedHere' as const } }
  let text = file.text
  if (!derive(text).fields.status) for (const { from, to, insert } of setFieldIn(text, 'status', { kind: 'text', value: 'draft' })) text = text.slice(0, from) + insert + text.slice(to)
  fake.files.set(path, { ...file, text, state: { kind: 'changedHere' } })
  fake.tellList()
  return fake.row(path, fake.files.get(path) ?? file)
}
