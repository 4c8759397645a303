/** Posts that come and go: new ones, copies, into the trash and back. */
import type { FollowedPost } from '../backend/generated/FollowedPost'
import type { PostRow } from '../backend/generated/PostRow'
import type { Desk } from './desk.svelte'

export async function newPost(desk: Desk): Promise<void> {
  await begin(desk, await desk.attempt(() => desk.backend.call('create_post', { title: '' })))
}

export async function fromTemplate(desk: Desk, template: string): Promise<void> {
  await begin(desk, await desk.templates.create(template))
}

export async function duplicate(desk: Desk, path = desk.document?.path): Promise<void> {
  if (path !== undefined) await begin(desk, await desk.attempt(() => desk.backend.call('duplicate_post', { path })))
}

/** A post that was just made is shown and asked for its title. */
async function begin(desk: Desk, row: PostRow | null): Promise<void> {
  if (!row) return
  if (desk.place !== 'all' && desk.place !== 'drafts') desk.place = 'drafts'
  desk.posts.narrow({ query: '', filter: null })
  await desk.open(row.path)
  desk.titleAsked += 1
}

/** Into the library's trash. The post after it is shown, or the one before. */
export async function throwAway(desk: Desk, path = desk.document?.path): Promise<void> {
  if (path === undefined) return
  const next = await desk.attempt(async () => (await desk.posts.beside(path, true)) ?? (await desk.posts.beside(path, false)))
  const isOpen = desk.document?.path === path
  const gone = await desk.attempt(async () => {
    if (isOpen) await desk.session.flushed()
    return desk.backend.call('trash_post', { path })
  })
  if (!gone) return
  if (isOpen) desk.leave()
  void desk.trash.look()
  desk.messages.say(`“${gone.title || 'Untitled'}” is in the trash.`, { label: 'Undo', run: () => void restore(desk, gone) })
  if (isOpen && next) await desk.open(next.path)
}

export async function restore(desk: Desk, { ticket, title }: { ticket: string; title: string }): Promise<void> {
  const row = await desk.attempt(() => desk.backend.call('restore_post', { ticket, title }))
  void desk.trash.look()
  if (row) await desk.open(row.path)
}

/** The open post lies elsewhere now, or in the trash: then the newest one is shown. */
export async function followed(desk: Desk, open: readonly FollowedPost[]): Promise<void> {
  void desk.trash.look()
  const own = open.find(({ from }) => from === desk.document?.path)
  if (!own) return
  if (own.to !== null) return desk.isAt(own.to)
  desk.leave()
  const [first] = await desk.posts.find('', 1)
  if (first) await desk.open(first.path)
}
