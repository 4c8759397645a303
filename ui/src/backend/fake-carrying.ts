/** Exports and imports of the in-memory backend. Nothing is written; a path with `broken` in it is no export. */
import type { FakeBackend } from './fake'
import { fakeError } from './fake'
import type { ChoosePlace } from './generated/ChoosePlace'
import type { Exported } from './generated/Exported'
import type { ExportPosts } from './generated/ExportPosts'
import type { ImportFrom } from './generated/ImportFrom'
import type { ImportRow } from './generated/ImportRow'
import type { ImportView } from './generated/ImportView'

const TITLES = ['Fog over the estuary', 'A ferry that runs on Sundays', 'Bread at low tide', 'The lighthouse keeper’s notebook']
const COUNT = 40

export function fakePlace({ what, name }: ChoosePlace): string {
  return { newZip: `/home/me/${name}.zip`, newWxr: `/home/me/${name}.xml`, inFolder: '/home/me/Sites', file: '/home/me/notes.WordPress.xml', folder: '/home/me/Old notes' }[what]
}

async function steps(fake: FakeBackend, of: number): Promise<boolean> {
  fake.carryingStopped = false
  for (let done = 0; done < of; done++) {
    fake.tell({ kind: 'carrying', done, of, title: TITLES[done % TITLES.length] as string })
    await new Promise((resolve) => setTimeout(resolve, fake.wishes.stepMs ?? 20))
    if (fake.carryingStopped) return false
  }
  return true
}

export async function fakeExport(fake: FakeBackend, { form, to, posts }: ExportPosts): Promise<Exported> {
  const count = posts.length || fake.files.size
  if (!(await steps(fake, count))) throw fakeError('input', 'It was stopped. Nothing was written.', 'Your library is as it was.')
  return { place: to, count, notes: form === 'wxr' ? ['6 of the pictures lie on this computer. The export names them as the texts do, and WordPress does not bring them; a zip of the library has them.'] : [] }
}

export async function fakeImport(fake: FakeBackend, { from }: ImportFrom, does: boolean): Promise<ImportView> {
  if (from.includes('broken')) throw fakeError('input', `"${from}" cannot be imported: it is not an export of WordPress (nothing in it says so).`, 'Nothing was brought. Choose another file or folder.')
  const rows: ImportRow[] = [{ title: 'An old draft', outcome: 'skipped', path: null, why: 'It lies in the blog’s trash.' }]
  const whole = !does || (await steps(fake, COUNT))
  for (let at = 0; at < COUNT; at++) {
    const title = `${TITLES[at % TITLES.length]} (${at + 1})`
    const path = `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/-$/, '')}.md`
    const there = fake.files.has(path)
    rows.push({ title, outcome: there ? 'here' : 'new', path, why: '' })
    if (does && !there && whole) {
      fake.files.set(path, { text: `---\ntitle: ${title}\nstatus: draft\n---\n\nFrom another program.\n`, modifiedMs: Date.now(), state: { kind: 'draft' } })
      fake.tellList()
    }
  }
  const fresh = rows.filter((row) => row.outcome === 'new').length
  const here = rows.filter((row) => row.outcome === 'here').length
  const name = from.split('/').at(-1)
  const headline = `${fresh} files ${does ? 'came from' : 'would come from'} "${name}"${here > 0 ? `, ${here} are here already` : ''}, 1 stays outside.`
  return { headline, new: fresh, here, skipped: 1, rows, notes: ['12 pictures and other files stay where they are on the web: the texts show them from there.'], stopped: !whole }
}
