/** Scenes for looking at the window in a plain browser: `?scene=empty`, `?blog=offline.example.org`, `?theme=dark`, `?size=1000`. */
import { fakeAccount, FakeBackend, type FakeWishes } from './fake'
import { samples } from './fake-samples'
import type { Theme } from './generated/Theme'

export function demo(query: URLSearchParams): FakeBackend {
  const scene = query.get('scene')
  const blog = query.get('blog') ?? 'blog.example.org'
  const wishes: FakeWishes = {
    settings: { holdSeconds: 5, theme: (query.get('theme') ?? 'system') as Theme, showPostPanel: query.has('panel') },
    accounts: scene === 'first' ? [] : [fakeAccount(blog, 'Notes from the coast')],
    isSample: scene === 'first',
    noLibrary: scene === 'none',
    notice: scene === 'none' ? 'The folder /media/stick/Posts is not there any more. Nothing was changed. Connect the disk, or choose another folder.' : null,
    ...(query.has('git') ? { git: query.get('git') === 'merge' ? { inProgress: 'merge' } : {} } : {}),
    ...(query.has('copy') ? { copyOf: 'notes-from-the-early-train.md' } : {}),
    latencyMs: () => Number(query.get('latency') ?? 0),
  }
  if (scene === 'empty') wishes.posts = []
  if (scene === 'vanished') wishes.vanished = { posts: 120, of: 150, withFolder: query.has('folder') }
  if (scene === 'unsaved') {
    const [open, ...others] = samples()
    const restored: FakeWishes['unsaved'] = others.slice(0, 2).map(({ path, text }, at) => ({ view: { path, title: /^title: (.*)$/m.exec(text)?.[1] ?? path, atMs: Date.now() - 600_000, isThere: at === 0 }, restored: { kind: 'both', theirs: text } }))
    if (open) restored.push({ view: { path: open.path, title: open.path, atMs: Date.now(), isThere: true }, restored: { kind: 'back', lines: 3 } })
    wishes.unsaved = restored
  }
  const kilobytes = Number(query.get('size') ?? 0)
  if (kilobytes > 0) {
    const paragraph = 'The first train leaves before the gulls are up, and with **four hundred words** that were not there before. '
    const text = Array.from({ length: Math.ceil((kilobytes * 1000) / 460) }, (_, i) => (i % 12 === 0 ? `## Part ${i / 12 + 1}\n\n` : '') + paragraph.repeat(4))
    wishes.posts = [{ path: 'long.md', text: `---\ntitle: A long read\n---\n\n${text.join('\n\n')}\n`, state: { kind: 'draft' }, ageMs: 0 }, ...samples()]
  }
  return new FakeBackend(wishes)
}
