/** The library out of the door, and other libraries in: what is asked, what is on its way, what came of it. */
import { asWireError, type Backend } from '../backend/backend'
import type { AppEvent } from '../backend/generated/AppEvent'
import type { ExportForm } from '../backend/generated/ExportForm'
import type { Exported } from '../backend/generated/Exported'
import type { ImportOutcome } from '../backend/generated/ImportOutcome'
import type { ImportView } from '../backend/generated/ImportView'
import type { PlaceFor } from '../backend/generated/PlaceFor'
import type { WireError } from '../backend/generated/WireError'

export const FORMS: readonly { id: ExportForm; name: string; says: string; place: PlaceFor }[] = [
  { id: 'zip', name: 'Zip of the files', says: 'Everything as it is: posts, pictures, folders. For a copy that is safe elsewhere.', place: 'newZip' },
  { id: 'wxr', name: 'File for WordPress', says: 'Posts and pages as a press would send them, for Tools, Import on a blog. Pictures on this computer are named, not brought.', place: 'newWxr' },
  { id: 'html', name: 'Pages', says: 'A folder of web pages with a list by date. They open in any browser, without a blog and without Copydesk.', place: 'inFolder' },
]

export type CarryDialog =
  | { kind: 'closed' }
  | { kind: 'export'; posts: string[] }
  | { kind: 'import' }
  | { kind: 'working'; what: string }
  | { kind: 'exported'; form: ExportForm; done: Exported }
  | { kind: 'plan'; from: string; view: ImportView }
  | { kind: 'imported'; view: ImportView }
  | { kind: 'error'; error: WireError }

export type Progress = { done: number; of: number; title: string; stopping: boolean }

export const sayOutcome = (outcome: ImportOutcome) => ({ new: 'New', here: 'Here already', skipped: 'Stays outside' })[outcome]

export class Carrying {
  dialog: CarryDialog = $state.raw({ kind: 'closed' })
  progress: Progress | null = $state.raw(null)

  constructor(
    private readonly backend: Backend,
    private readonly flushed: () => Promise<void>,
  ) {}

  beginExport(posts: string[] = []): void {
    this.dialog = { kind: 'export', posts }
  }

  beginImport(): void {
    this.dialog = { kind: 'import' }
  }

  close(): void {
    if (this.dialog.kind !== 'working') this.dialog = { kind: 'closed' }
  }

  /** Asks where it goes, then writes it. The system has asked already whether a file may be replaced. */
  async export(form: ExportForm, library: string): Promise<void> {
    const posts = this.dialog.kind === 'export' ? this.dialog.posts : []
    await this.work('Writing', async () => {
      const { place } = FORMS.find((one) => one.id === form) ?? { place: 'newZip' as const }
      const chosen = await this.backend.call('choose_place', { what: place, name: library })
      if (chosen === null) return { kind: 'export', posts }
      await this.flushed()
      const to = form === 'html' ? `${chosen}/${library} pages` : chosen
      const done = await this.backend.call('export_posts', { form, to, posts, replace: form !== 'html', records: false })
      return { kind: 'exported', form, done }
    })
  }

  /** Asks what is to come, and looks at it. */
  async look(what: 'file' | 'folder'): Promise<void> {
    await this.work('Looking', async () => {
      const from = await this.backend.call('choose_place', { what, name: '' })
      if (from === null) return { kind: 'import' }
      return { kind: 'plan', from, view: await this.backend.call('plan_import', { from }) }
    })
  }

  /** Brings what was shown. */
  async press(): Promise<void> {
    if (this.dialog.kind !== 'plan') return
    const { from } = this.dialog
    await this.work('Bringing', async () => ({ kind: 'imported', view: await this.backend.call('import_posts', { from }) }))
  }

  /** Ends what is on its way after the file it is at. */
  async stop(): Promise<void> {
    if (this.progress) this.progress = { ...this.progress, stopping: true }
    await this.backend.call('stop_carrying', {})
  }

  heard({ done, of, title }: Extract<AppEvent, { kind: 'carrying' }>): void {
    const stopping = this.progress?.stopping ?? false
    this.progress = done < of ? { done, of, title, stopping } : null
  }

  private async work(what: string, work: () => Promise<CarryDialog>): Promise<void> {
    this.dialog = { kind: 'working', what }
    try {
      this.dialog = await work()
    } catch (error) {
      this.dialog = { kind: 'error', error: asWireError(error) }
    }
    this.progress = null
  }
}
