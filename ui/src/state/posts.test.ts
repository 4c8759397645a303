import { expect, test } from 'vitest'
import { FakeBackend } from '../backend/fake'
import type { Sample } from '../backend/fake-samples'
import type { ListView } from '../backend/generated/ListView'
import { PAGE, PostPages, WHOLE } from './posts.svelte'

const post = (n: number): Sample => ({
  path: `p${String(n).padStart(4, '0')}.md`, text: `---\ntitle: Post ${n}\nstatus: draft\n---\nwords\n`, state: { kind: n % 3 === 0 ? 'published' : 'draft' }, ageMs: n * 1000,
})

async function list(count: number) {
  const backend = new FakeBackend({ posts: Array.from({ length: count }, (_, n) => post(n)) })
  const failures: unknown[] = []
  const posts = new PostPages(backend, (error) => failures.push(error))
  await backend.listen((event) => { if (event.kind === 'libraryChanged') posts.heard(event) })
  posts.refresh()
  await posts.settled()
  const held = () => Array.from({ length: posts.total }, (_, i) => posts.row(i)).filter((row) => row !== undefined).length
  return { backend, posts, failures, held }
}

test('only the pages in sight and a few beside them are held, however long the list', async () => {
  const { posts, held, failures } = await list(2_000)
  expect([posts.total, held()]).toEqual([2_000, PAGE])
  for (let top = 0; top < 2_000; top += 40) {
    posts.see(top, Math.min(1_999, top + 20), top)
    await posts.settled()
    expect(posts.row(top)?.path).toBe(post(top).path)
    expect(held()).toBeLessThanOrEqual(7 * PAGE)
  }
  expect(failures).toEqual([])
})

test('what the pages hold together is the whole view', async () => {
  const { posts } = await list(730)
  for (const change of [{}, { place: 'published' }, { sort: { key: 'title', descending: false } }, { query: 'post 7' }] satisfies Partial<ListView>[]) {
    posts.narrow({ ...WHOLE, ...change })
    await posts.settled()
    const paths = new Set<string>()
    for (let top = 0; top < posts.total; top += PAGE) {
      posts.see(top, Math.min(posts.total, top + PAGE) - 1, top)
      await posts.settled()
      for (let i = top; i < Math.min(posts.total, top + PAGE); i++) paths.add(posts.row(i)?.path ?? '')
    }
    expect(paths.size).toBe(posts.total)
    expect(paths.has('')).toBe(false)
  }
})

test('rows in sight stay where they are when others come above them, and at the top new ones are seen', async () => {
  const { backend, posts } = await list(500)
  const moves: number[] = []
  posts.onmoved = (by) => moves.push(by)
  posts.choose('p0250.md')
  await posts.settled()
  expect(posts.at).toBe(250)
  posts.see(246, 260, 250)
  await posts.settled()
  for (const name of ['new.md', 'newer.md']) backend.writeOutside(name, 'x')
  await posts.settled()
  expect(moves.reduce((sum, by) => sum + by, 0)).toBe(2)
  expect([posts.at, posts.row(252)?.path, posts.total]).toEqual([252, 'p0250.md', 502])
  posts.see(0, 12, null)
  await posts.settled()
  backend.writeOutside('newest.md', 'x')
  await posts.settled()
  expect(moves.reduce((sum, by) => sum + by, 0)).toBe(2)
  expect(posts.row(0)?.path).toBe('newest.md')
})

test('an answer for another view than the present one is not shown', async () => {
  const { posts } = await list(300)
  posts.narrow({ query: 'post 1' })
  posts.narrow({ query: 'post 12' })
  posts.narrow({ query: '' })
  posts.narrow({ place: 'published' })
  await posts.settled()
  expect([posts.shown.place, posts.total, posts.counts.all]).toEqual(['published', 100, 300])
})

test('found by all words of title, text and tags, accents aside, titles first', async () => {
  const backend = new FakeBackend({
    posts: [
      { path: 'a.md', text: '---\ntitle: Café naïf\n---\n', state: { kind: 'draft' }, ageMs: 1 },
      { path: 'b.md', text: '---\ntitle: B\ntags: [Gärten, cafe]\n---\n', state: { kind: 'draft' }, ageMs: 2 },
      { path: 'c.md', text: '---\ntitle: A cafe\n---\n', state: { kind: 'published' }, ageMs: 3 },
    ],
  })
  const posts = new PostPages(backend, () => undefined)
  for (const [place, query, found] of [
    ['all', 'cafe', 'a.md c.md b.md'], ['all', 'CAFÉ naif', 'a.md'], ['all', 'garten', 'b.md'], ['published', 'cafe', 'c.md'], ['drafts', '', 'a.md b.md'], ['all', 'nothing', ''],
  ] as const) {
    posts.narrow({ place, query })
    await posts.settled()
    expect(Array.from({ length: posts.total }, (_, i) => posts.row(i)?.path).join(' '), query).toBe(found)
  }
})

test('neighbours end at the ends', async () => {
  const { posts } = await list(2)
  for (const [path, after, found] of [['p0000.md', true, 'p0001.md'], ['p0001.md', false, 'p0000.md'], ['p0001.md', true, undefined], ['p0000.md', false, undefined], [null, true, 'p0000.md']] as const) {
    expect((await posts.beside(path, after))?.path).toBe(found)
  }
})
