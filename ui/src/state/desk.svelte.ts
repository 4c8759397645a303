/**
 * The whole window's state and what can be done to it. Views read it and call it; it asks the backend and lets the pure
 * reducers decide. It knows no DOM beyond the editor view it carries.
 */
import type { Backend } from '../backend/backend'
import type { AppEvent } from '../backend/generated/AppEvent'
import type { CompareConflict } from '../backend/generated/CompareConflict'
import type { CheckView } from '../backend/generated/CheckView'
import type { FieldInput } from '../backend/generated/FieldInput'
import type { FieldName } from '../backend/generated/FieldName'
import type { LinksView } from '../backend/generated/LinksView'
import type { LibraryView } from '../backend/generated/LibraryView'
import type { MissedView } from '../backend/generated/MissedView'
import type { PostRow } from '../backend/generated/PostRow'
import type { ProblemView } from '../backend/generated/ProblemView'
import type { SettingsView } from '../backend/generated/SettingsView'
import type { Side } from '../backend/generated/Side'
import { Session } from '../editor/session'
import type { PlanPublish } from '../backend/generated/PlanPublish'
import { base64 } from './base64'
import { Blogs } from './blogs.svelte'
import { Carrying } from './carrying.svelte'
import { Doctor } from './doctor.svelte'
import { Git } from './git.svelte'
import { Conflicts } from './conflict.svelte'
import { documentStep, openedDocument, type DocumentEvent, type DocumentState } from './document'
import { SECTIONS, type Section } from './library'
import { Libraries } from './libraries.svelte'
import { followed } from './making'
import { Messages } from './messages.svelte'
import { hearNotices } from './notices'
import { PublishFlow } from './publish-flow.svelte'
import { accountFor, choices, isOpen, type Status } from './publishing'
import { PostPages } from './posts.svelte'
import { Remote } from './remote.svelte'
import { Selection } from './selection.svelte'
import { DEFAULTS, panes } from './settings'
import { Templates } from './templates.svelte'
import { Trash } from './trash.svelte'
import { Twins } from './twins.svelte'
import { Unsaved } from './unsaved.svelte'
import { Vanished } from './vanished.svelte'
import { nameOf, sayMoved } from './moving'
import { Versions } from './versions.svelte'

export type Overlay = 'none' | 'palette' | 'help' | 'settings' | 'rename'
export type Place = Section | 'trash' | 'outbox' | 'blog'

export class Desk {
  version = $state('')
  started = $state(false)
  library: LibraryView | null = $state.raw(null)
  isSample = $state(false)
  notice: string | null = $state(null)
  /** The open post's row. */
  row: PostRow | null = $state.raw(null)
  document: DocumentState | null = $state.raw(null)
  opening: string | null = $state(null)
  line = $state(1)
  settings: SettingsView = $state.raw(DEFAULTS)
  width = $state(1400)
  focus = $state(false)
  peek = $state(false)
  overlay: Overlay = $state('none')
  titleAsked = $state(0)
  /** How many posts are on their way while the window is being closed; `null` when nobody asked. */
  closing: number | null = $state(null)
  /** Scheduled posts that their blog did not make public in time. */
  missed: MissedView[] = $state.raw([])
  /** The blog chosen by hand for this post. */
  picked: { path: string; account: string } | null = $state.raw(null)

  readonly messages = new Messages()
  readonly posts: PostPages
  readonly blogs: Blogs
  readonly doctor: Doctor
  readonly publishing: PublishFlow
  readonly twins: Twins
  readonly versions: Versions
  readonly git: Git
  readonly remote: Remote
  readonly conflicts: Conflicts
  readonly unsaved: Unsaved
  readonly carrying: Carrying
  readonly libraries: Libraries
  readonly selection: Selection
  readonly templates: Templates
  readonly trash: Trash
  readonly vanished: Vanished
  readonly session: Session
  /** The post whose menu is open, and where. */
  menu: { row: PostRow; index: number; x: number; y: number } | null = $state.raw(null)

  private where: Place = $state('all')
  get place(): Place {
    return this.where
  }
  set place(place: Place) {
    this.where = place
    const section = SECTIONS.find(({ id }) => id === place)?.id
    if (section && section !== this.posts.view.place) this.posts.narrow({ place: section })
  }
  readonly panes = $derived(panes(this.settings, { width: this.width, focus: this.focus, peek: this.peek }))

  constructor(readonly backend: Backend) {
    this.posts = new PostPages(backend, (error) => this.messages.report(error))
    this.blogs = new Blogs(backend)
    this.doctor = new Doctor(backend)
    this.unsaved = new Unsaved(backend, this.messages)
    this.vanished = new Vanished(backend, this.messages)
    hearNotices(backend, this.messages, (path) => void this.open(path))
    this.session = new Session(backend, {
      typed: () => this.step({ kind: 'typed' }),
      answered: (version, view, ahead) => this.step({ kind: 'answered', version, view, ahead }),
      failed: (error) => this.step({ kind: 'notSaved', error }),
      moved: (line) => (this.line = line),
    })
    const failed = (error: unknown) => this.messages.report(error)
    this.carrying = new Carrying(backend, () => this.session.flushed())
    this.libraries = new Libraries(backend, () => this.session.flushed(), (library, post) => this.enter(library, post), failed)
    this.selection = new Selection(backend, this.posts, (text, undo) => this.messages.say(text, undo && { label: 'Undo', run: undo }), failed, () => this.session.flushed(), (open) => void followed(this, open))
    this.templates = new Templates(backend, failed)
    this.trash = new Trash(backend, failed)
    this.session.keepPictures = (files, at) => void this.keepPictures(files, at)
    this.remote = new Remote(backend)
    this.twins = new Twins(backend, () => this.session.flushed(), (text) => this.messages.say(text))
    this.versions = new Versions(backend, () => this.session.flushed(), () => this.takeOutside('choice'), (text) => this.messages.say(text))
    this.git = new Git(backend, () => this.session.flushed(), (text) => this.messages.say(text))
    this.conflicts = new Conflicts(backend, () => this.session.flushed(), (settled) => this.afterConflict(settled))
    this.publishing = new PublishFlow(
      backend,
      () => this.session.flushed(),
      () => this.settings.skipCalmPlans,
      (error) => this.messages.report(error),
    )
  }

  readonly account = $derived.by(() => {
    const picked = this.picked?.path === this.document?.path ? this.blogs.accounts.find((one) => one.id === this.picked?.account) : undefined
    return picked ?? accountFor(this.blogs.accounts, this.document?.view.fields ?? null, this.settings.account)
  })
  readonly choices = $derived.by(() => (this.document ? choices(this.row?.state ?? null, this.document.view.fields, Date.now()) : null))
  readonly waitingJobs = $derived.by(() => this.publishing.jobs.filter(isOpen).length)

  /** The first screen. Returns what ends listening. */
  async start(): Promise<() => void> {
    const listening = this.backend.listen((event) => this.heard(event))
    try {
      const start = await this.backend.call('start', {})
      this.version = start.version
      this.settings = start.settings
      this.notice = start.notice
      this.isSample = start.isSample
      this.blogs.accounts = start.accounts
      this.publishing.jobs = start.jobs
      if (start.library) this.setLibrary(start.library)
      if (start.openFirst) await this.open(start.openFirst)
    } catch (error) {
      this.messages.report(error)
    }
    this.started = true
    return await listening
  }

  // -- posts

  async open(path: string): Promise<void> {
    if (this.document?.path === path || this.opening === path) return
    this.opening = path
    this.posts.choose(path)
    try {
      const [post, rows] = await Promise.all([this.backend.call('open_post', { path }), this.posts.rowsOf([path])])
      await this.session.flushed()
      const left = this.document?.path
      // Another post was asked for meanwhile: this one is not wanted any more.
      const wanted = this.opening === path
      if (wanted) {
        this.session.open(post)
        this.row = rows[0] ?? null
        this.document = openedDocument(post, this.row?.modifiedMs ?? null)
        this.unsaved.opened(path)
      }
      const close = wanted ? left : path
      if (close !== undefined && close !== this.document?.path) await this.backend.call('close_post', { path: close })
    } catch (error) {
      this.messages.report(error)
    } finally {
      if (this.opening === path) {
        this.opening = null
        this.posts.choose(this.document?.path ?? null)
      }
    }
  }

  /** The open post's file lies here now. */
  async isAt(path: string): Promise<void> {
    this.posts.choose(path)
    this.session.renamed(path)
    this.step({ kind: 'renamed', path })
    // Its own links may have been written anew.
    await this.takeOutside()
  }

  /** No post is open any more. */
  leave(): void {
    this.session.leave()
    this.document = null
  }

  /** Does something and says so when it fails. */
  async attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work()
    } catch (error) {
      this.messages.report(error)
      return null
    }
  }

  async convertCopy(): Promise<void> {
    const path = this.document?.path
    if (path === undefined) return
    const copy = await this.attempt(() => this.backend.call('convert_copy', { path }))
    if (!copy) return
    await this.open(copy.row.path)
    this.messages.say(copy.message)
  }

  linksTo(path: string): Promise<LinksView> {
    return this.backend.call('links_to', { path })
  }

  /** Gives the file another name or folder. Undo moves it back, and the links with it. */
  async rename(to: string, relink: boolean, path = this.document?.path): Promise<boolean> {
    if (path === undefined) return false
    const moved = await this.attempt(async () => {
      if (this.document?.path === path) await this.session.flushed()
      return this.backend.call('move_post', { path, to, relink })
    })
    if (!moved) return false
    const { row } = moved
    if (this.document?.path === path) {
      this.row = row
      await this.isAt(row.path)
    }
    this.messages.say(sayMoved(path, moved), { label: 'Undo', run: () => void this.rename(nameOf(path), relink, row.path) })
    for (const sentence of moved.missed) this.messages.say(sentence)
    return true
  }

  async save(): Promise<void> {
    const path = this.document?.path
    if (path === undefined) return
    await this.attempt(async () => {
      await this.session.flushed()
      await this.backend.call('save_post', { path })
    })
  }

  async goNext(step: 1 | -1): Promise<void> {
    const row = await this.attempt(() => this.posts.beside(this.document?.path ?? null, step === 1))
    if (row) await this.open(row.path)
  }

  private async followRow(): Promise<void> {
    const path = this.document?.path
    const [row] = path === undefined ? [] : await this.posts.rowsOf([path])
    if (row && this.document?.path === path) this.row = row
  }

  setField(field: FieldName, value: FieldInput): void {
    void this.attempt(() => this.session.setField(field, value))
  }

  lineOfProblem(problem: ProblemView): number {
    return this.session.lineOf(problem.from)
  }

  goToProblem(problem: ProblemView): void {
    this.session.select(problem.from, problem.to)
  }

  checkAccount(id: string): Promise<CheckView> {
    return this.backend.call('check_account', { id })
  }

  async showFile(): Promise<void> {
    const path = this.document?.path
    if (path !== undefined) await this.attempt(() => this.backend.call('show_file', { path }))
  }

  openLink(url: string): void {
    void this.attempt(() => this.backend.call('open_link', { url }))
  }

  // -- pictures

  async keepPictures(files: File[], at: number | null): Promise<void> {
    const path = this.document?.path
    if (path === undefined) return
    for (const file of files) {
      const data = await base64(file)
      const added = await this.attempt(() => this.backend.call('add_picture', { path, name: file.name, data }))
      if (added && this.document?.path === path) this.session.insertPicture(added.reference, at)
    }
  }

  /** The chosen picture's reference; `null` when nothing was chosen. */
  async choosePicture(): Promise<string | null> {
    const path = this.document?.path
    if (path === undefined) return null
    const added = await this.attempt(() => this.backend.call('choose_picture', { path }))
    return added && this.document?.path === path ? added.reference : null
  }

  // -- the file changed outside

  private async takeOutside(from: 'outside' | 'choice' = 'outside'): Promise<void> {
    const news = await this.attempt(() => this.session.takeOutside(from))
    if (news?.kind === 'both') this.step({ kind: 'outside', outside: { kind: 'both', theirs: news.theirs } })
    else if (news?.kind === 'gone') this.step({ kind: 'outside', outside: { kind: 'gone' } })
    else if (news) this.step({ kind: 'outside', outside: null })
    if (news?.kind === 'merged') this.messages.say('Changes from another program were merged into your text. Undo takes them out again; the other text is kept as a version.')
  }

  /** What was said about the open post's file was read. */
  outsideSeen(): void {
    this.step({ kind: 'outside', outside: null })
  }

  async resolveOutside(keep: Side): Promise<void> {
    const done = await this.attempt(async () => {
      await this.session.resolveOutside(keep)
      return true
    })
    if (!done) return
    this.step({ kind: 'outside', outside: null })
    this.messages.say(keep === 'mine' ? 'Your text stays. The other one is kept as a version.' : 'The other text is here now. Yours is kept as a version, and Undo brings it back.')
  }

  // -- publishing

  async publish(status?: Status): Promise<void> {
    const { document, account, choices } = this
    if (!document || !choices) return
    if (!account) return this.blogs.begin()
    const request = { path: document.path, account: account.id, status: status ?? choices.main.status, overwrite: false, asNew: false }
    await this.publishing.plan(request)
  }

  /** What is on this blog, beside the text. */
  showBlog(account: string): void {
    this.place = 'blog'
    if (!this.settings.showList) this.set({ showList: true })
    this.remote.show(account)
  }

  /** A scheduled post that its blog missed: the plan for making it public now. */
  async publishMissed(missed: MissedView): Promise<void> {
    this.putAway(missed)
    await this.open(missed.path)
    await this.publishing.plan({ path: missed.path, account: missed.account, status: 'published', overwrite: false, asNew: false })
  }

  putAway(missed: MissedView): void {
    this.missed = this.missed.filter((one) => one !== missed)
  }

  /** The answer to the question whether to close while posts are on their way. */
  answerClosing(close: boolean): void {
    this.closing = null
    void this.attempt(() => this.backend.call('answer_closing', { close }))
  }

  /** The press that met a conflict; it is planned anew when the writer has chosen. */
  private conflicted: PlanPublish | null = null

  compare(request: PlanPublish): void {
    this.conflicted = request
    this.publishing.close()
    void this.conflicts.compare({ path: request.path, with: { kind: 'blog', account: request.account } })
  }

  private afterConflict(settled: CompareConflict): void {
    if (settled.with.kind !== 'blog') {
      this.messages.say('The file says now what you chose. Both texts before are kept as versions.')
      return void this.conflicts.look(settled.path)
    }
    const request = this.conflicted
    if (request) void this.publishing.plan({ ...request, overwrite: false, asNew: false }, 'Your file says now what you chose, and the other text is kept as a version. Nothing has been sent yet.')
  }

  pickAccount(account: string): void {
    if (this.document) this.picked = { path: this.document.path, account }
    this.set({ account })
  }

  // -- library and settings

  async chooseFolder(): Promise<void> {
    const library = await this.attempt(async () => {
      await this.session.flushed()
      return this.backend.call('choose_library', {})
    })
    if (library) await this.enter(library, null)
  }

  /** Another library is open: at this post, else at its newest. */
  private async enter(library: LibraryView, post: string | null): Promise<void> {
    this.leave()
    this.setLibrary(library)
    this.isSample = false
    this.notice = null
    const [row] = post === null ? [] : await this.posts.rowsOf([post])
    const [first] = row ? [row] : await this.posts.find('', 1)
    if (first) await this.open(first.path)
  }

  private setLibrary(library: LibraryView): void {
    this.library = library
    this.selection.clear()
    void this.trash.look()
    this.place = 'all'
    this.posts.counts = library.counts
    this.posts.narrow({ query: '', filter: null })
    this.vanished.now = library.vanished
    void this.unsaved.look()
  }

  set(changed: Partial<SettingsView>): void {
    this.settings = { ...this.settings, ...changed }
    clearTimeout(this.remembering)
    this.remembering = setTimeout(() => void this.attempt(() => this.backend.call('set_settings', this.settings)), 300)
  }
  private remembering: ReturnType<typeof setTimeout> | undefined

  togglePreview(): void {
    this.focus = false
    if (this.panes.narrow) this.peek = !this.peek
    else this.set({ showPreview: !this.settings.showPreview })
  }

  // -- news

  private heard(event: AppEvent): void {
    switch (event.kind) {
      case 'libraryChanged':
        this.posts.heard(event)
        void this.followRow()
        break
      case 'outside':
        if (event.path === this.document?.path) void this.takeOutside()
        break
      case 'saved':
        if (event.path === this.document?.path) this.step({ kind: 'saved', version: event.version, atMs: event.atMs })
        break
      case 'notSaved':
        if (event.path === this.document?.path) this.step({ kind: 'notSaved', error: event.error })
        if (event.error.code !== 'changed_outside') this.messages.report(event.error)
        else if (event.path === this.document?.path) void this.takeOutside()
        break
      case 'carrying':
        this.carrying.heard(event)
        this.selection.heard(event)
        break
      case 'pulling':
        this.remote.heard(event)
        break
      case 'job':
        this.publishing.heard(event.job)
        break
      case 'finding':
        this.doctor.heard(event.finding)
        break
      case 'approval':
        if (event.outcome.kind === 'approved') this.set({ account: event.outcome.account.id })
        this.blogs.approved(event.outcome)
        break
      case 'missed':
        this.missed = [...this.missed.filter((one) => one.path !== event.missed.path), event.missed]
        break
      case 'closing':
        this.closing = event.sending
        break
    }
  }

  private step(event: DocumentEvent): void {
    if (this.document) this.document = documentStep(this.document, event)
  }
}
