/**
 * The whole backend in memory, for tests and for `vite dev` in a plain browser. It keeps the contract (versions, splices,
 * one job at a time, refusals) and nothing else: no disk, no network, no keyring.
 */
import type { Args, Backend, CommandName, Returns } from './backend'
import { fakeExport, fakeImport, fakePlace } from './fake-carrying'
import { fakeFindings } from './fake-doctor'
import { fakeCopy, fakeEdit, fakeFromTemplate, fakeLibraries, fakeSaveTemplate, fakeTrash, fakeUndo } from './fake-managing'
import { derive, setFieldIn } from './fake-front-matter'
import { renderBlocks, spliceBetween } from './fake-markdown'
import { fakeAct, fakePlanAction, fakeTwins } from './fake-acting'
import { fakePlan, PAUSED, runFakeJob } from './fake-publishing'
import { fakeConvert, fakeLinks, fakeMove } from './fake-moving'
import { fakeCommitOnPublish, fakeGit, fakeSync } from './fake-git'
import { fakeComparison, fakeConflicts, fakeResolve } from './fake-conflict'
import { fakeCompareVersion, fakeRestoreVersion, fakeVersions } from './fake-versions'
import { fakeLink, fakeList as fakeRemoteList, fakePlanLink, fakePull, FakeRemote } from './fake-pulling'
import { fakeSearch } from './fake-search'
import { fakeCounts, fakeList, fakeNeighbour } from './fake-list'
import { samples, type Sample } from './fake-samples'
import type { AccountView } from './generated/AccountView'
import type { AppEvent } from './generated/AppEvent'
import type { BlockView } from './generated/BlockView'
import type { Change } from './generated/Change'
import type { Edited } from './generated/Edited'
import type { ErrorCode } from './generated/ErrorCode'
import type { GitView } from './generated/GitView'
import type { JobView } from './generated/JobView'
import type { PostRow } from './generated/PostRow'
import type { PostState } from './generated/PostState'
import type { Restored } from './generated/Restored'
import type { SkippedView } from './generated/SkippedView'
import type { SettingsView } from './generated/SettingsView'
import type { LibraryRow } from './generated/LibraryRow'
import type { TemplateRow } from './generated/TemplateRow'
import type { Trashed } from './generated/Trashed'
import type { UnsavedView } from './generated/UnsavedView'
import type { VanishedView } from './generated/VanishedView'
import type { WireError } from './generated/WireError'
import { DEFAULTS } from '../state/settings'

export interface FakeFile {
  text: string
  modifiedMs: number
  state: PostState
}

interface Buffer {
  text: string
  version: number
  blocks: BlockView[]
  /** What was read from or written to the file last. */
  base: string
}

export interface FakeWishes {
  posts?: Sample[]
  accounts?: AccountView[]
  settings?: Partial<SettingsView>
  notice?: string | null
  isSample?: boolean
  noLibrary?: boolean
  /** Posts that are not there. */
  vanished?: VanishedView
  /** Posts with text that an earlier run could not save, and what they open with. */
  unsaved?: { view: UnsavedView; restored: Restored }[]
  /** The library lies in a git work tree that stands so. */
  git?: Partial<GitView>
  /** A post that another computer changed too. */
  copyOf?: string
  /** No post has an older state. */
  noVersions?: boolean
  /** How many posts and pages lie on each blog. */
  onBlog?: number
  /** How long a call takes. */
  latencyMs?: () => number
  autosaveMs?: number
  stepMs?: number
  /** How long a person takes to press Approve. */
  approvalMs?: number
}

export const fakeAccount = (host: string, title: string): AccountView => ({
  id: host,
  name: title,
  address: `https://${host}`,
  blogTitle: title,
  user: 'me',
  markup: 'blocks',
  pictureEdge: 2560,
  transport: 'REST',
  zone: 'Europe/London',
  secret: 'keyring',
})

export function fakeError(code: ErrorCode, message: string, hint: string, detail = ''): WireError {
  return { code, message, hint, detail }
}

type Handlers = { [K in CommandName]: (args: Args<K>) => Returns<K> | Promise<Returns<K>> }

export class FakeBackend implements Backend {
  readonly files = new Map<string, FakeFile>()
  readonly buffers = new Map<string, Buffer>()
  readonly calls: CommandName[] = []
  accounts: AccountView[]
  jobs: JobView[] = []
  /** Accounts to which nothing is sent now. */
  readonly paused = new Set<string>()
  /** What lets a job that is held, waits or is paused go on. */
  readonly goOn = new Map<string, () => void>()
  settings: SettingsView
  unsaved: { view: UnsavedView; restored: Restored }[]
  carryingStopped = false
  private remotes = new Map<string, FakeRemote>()
  readonly trash = new Map<string, { path: string; file: FakeFile; at: number }>()
  readonly undos = new Map<string, { before: Map<string, FakeFile | null>; trashed: string[] }>()
  templates: TemplateRow[] = ['Book review', 'Default', 'Diary'].map((name) => ({ name, path: `Templates/${name}.md`, isDefault: name === 'Default' }))
  libraries: LibraryRow[] = fakeLibraries()
  private approval: ReturnType<typeof setTimeout> | undefined
  private listeners = new Set<(event: AppEvent) => void>()
  private timers = new Map<string, ReturnType<typeof setTimeout>>()
  private count = 0
  generation = 1
  skipped: SkippedView[] = []
  readonly pinned = new Set<string>()

  constructor(readonly wishes: FakeWishes = {}) {
    this.settings = { ...DEFAULTS, holdSeconds: 0, ...wishes.settings }
    this.unsaved = wishes.unsaved ?? []
    this.accounts = wishes.accounts ?? [fakeAccount('blog.example.org', 'Notes from the coast')]
    for (const { path, text, state, ageMs } of wishes.posts ?? samples()) {
      this.files.set(path, { text, state, modifiedMs: Date.now() - ageMs })
    }
  }

  async call<K extends CommandName>(name: K, args: Args<K>): Promise<Returns<K>> {
    this.calls.push(name)
    const wait = this.wishes.latencyMs?.() ?? 0
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    return (this.handlers[name] as (args: Args<K>) => Promise<Returns<K>>)(args)
  }

  async listen(handler: (event: AppEvent) => void): Promise<() => void> {
    this.listeners.add(handler)
    return () => this.listeners.delete(handler)
  }

  tell(event: AppEvent): void {
    for (const listener of this.listeners) listener(event)
  }

  /** Another program writes a file. */
  writeOutside(path: string, text: string): void {
    this.files.set(path, { state: { kind: 'draft' }, ...this.files.get(path), text, modifiedMs: Date.now() })
    this.tellList()
    if (this.buffers.has(path)) this.tell({ kind: 'outside', path })
  }

  /** The list is not what it was. */
  tellList(): void {
    this.generation += 1
    this.tell({ kind: 'libraryChanged', generation: this.generation, counts: fakeCounts(this), reading: null, indexing: null })
  }

  remote(account: string): FakeRemote {
    const known = this.remotes.get(account) ?? new FakeRemote(account, this.wishes.onBlog ?? 240)
    this.remotes.set(account, known)
    return known
  }

  tellJob(job: JobView): void {
    this.jobs = [job, ...this.jobs.filter((one) => one.id !== job.id)]
    this.tell({ kind: 'job', job })
  }

  row(path: string, file: FakeFile): PostRow {
    const { fields, words, bodyStart } = derive(file.text)
    const firstWords = file.text.slice(bodyStart).replace(/[#*>`\n]+/g, ' ').trim().slice(0, 160)
    return { path, title: fields.title || path.replace(/\.md$/, ''), firstWords, modifiedMs: file.modifiedMs, words, state: file.state, tags: fields.tags, pinned: this.pinned.has(path), changedThere: file.state.kind === 'conflict', note: null }
  }

  rows = (): PostRow[] => [...this.files].map(([path, file]) => this.row(path, file)).sort((a, b) => b.modifiedMs - a.modifiedMs)
  private library = () => ({ folder: 'Posts', name: 'Posts', readOnly: null, vanished: this.wishes.vanished ?? null, counts: fakeCounts(this) })

  private buffer(path: string): Buffer {
    const buffer = this.buffers.get(path)
    if (!buffer) throw fakeError('out_of_step', 'This post is not open.', 'Open it again.')
    return buffer
  }

  private change(path: string, text: string): Edited {
    const buffer = this.buffer(path)
    const blocks = renderBlocks(text.slice(derive(text).bodyStart))
    const splice = spliceBetween(buffer.blocks, blocks)
    Object.assign(buffer, { text, blocks, version: buffer.version + 1 })
    clearTimeout(this.timers.get(path))
    this.timers.set(path, setTimeout(() => this.save(path), this.wishes.autosaveMs ?? 1000))
    return { version: buffer.version, ...splice, view: derive(text) }
  }

  private save(path: string): void {
    clearTimeout(this.timers.get(path))
    const buffer = this.buffers.get(path)
    const file = this.files.get(path)
    if (!buffer) return
    if (file && file.text !== buffer.base) {
      const error = fakeError('changed_outside', 'Another program has changed this file.', 'Both texts are kept. Choose one in the bar above the text.')
      return this.tell({ kind: 'notSaved', path, error })
    }
    if (!file || file.text !== buffer.text) {
      const state: PostState = file && file.state.kind !== 'draft' ? { kind: 'changedHere' } : { kind: 'draft' }
      this.files.set(path, { text: buffer.text, modifiedMs: Date.now(), state })
      buffer.base = buffer.text
      this.tellList()
    }
    this.tell({ kind: 'saved', path, version: buffer.version, atMs: Date.now() })
  }

  private file(path: string): FakeFile {
    const file = this.files.get(path)
    if (!file) throw fakeError('other', 'This post is not in the folder any more.', 'Nothing was changed. Look for the file in your file browser.')
    return file
  }

  throwAway(path: string): string {
    const ticket = String(++this.count)
    this.trash.set(ticket, { path, file: this.file(path), at: Date.now() })
    this.files.delete(path)
    this.buffers.delete(path)
    return ticket
  }

  private takeUnsaved(path: string) {
    const one = this.unsaved.find((one) => one.view.path === path)
    this.unsaved = this.unsaved.filter((other) => other !== one)
    return one
  }

  private handlers: Handlers = {
    start: () => ({
      version: '0.1.0',
      library: this.wishes.noLibrary ? null : this.library(),
      isSample: this.wishes.isSample ?? false,
      notice: this.wishes.notice ?? null,
      openFirst: this.wishes.noLibrary ? null : (this.rows()[0]?.path ?? null),
      accounts: this.accounts,
      settings: this.settings,
      jobs: this.jobs,
    }),
    choose_library: () => this.library(),
    open_library: () => this.library(),
    list_posts: (page) => fakeList(this, page),
    search_posts: (args) => fakeSearch(this, args),
    rows_of: ({ paths }) => this.rows().filter((row) => paths.includes(row.path)),
    neighbour: (asked) => fakeNeighbour(this, asked),
    list_skipped: () => this.skipped,
    pin_posts: ({ paths, pinned }) => {
      for (const path of paths) {
        if (pinned) this.pinned.add(path)
        else this.pinned.delete(path)
      }
      this.tellList()
      return {}
    },
    open_post: ({ path }) => {
      const { text, state } = this.file(path)
      const view = derive(text)
      const blocks = renderBlocks(text.slice(view.bodyStart))
      this.buffers.set(path, { text, version: 0, blocks, base: text })
      return { path, text, version: 0, readOnly: state.kind === 'unreadable' ? state.why : null, view, blocks, restored: this.takeUnsaved(path)?.restored ?? null }
    },
    close_post: ({ path }) => {
      this.save(path)
      this.buffers.delete(path)
      return {}
    },
    create_post: ({ title }) => {
      let path = 'untitled.md'
      for (let n = 2; this.files.has(path); n++) path = `untitled-${n}.md`
      const file: FakeFile = { text: `---\n${title && `title: ${title}\n`}status: draft\n---\n\n`, modifiedMs: Date.now(), state: { kind: 'draft' } }
      this.files.set(path, file)
      this.tellList()
      return this.row(path, file)
    },
    convert_copy: (args) => fakeConvert(this, args),
    links_to: (args) => fakeLinks(this, args),
    move_post: (args) => fakeMove(this, args),
    trash_post: ({ path }) => {
      this.save(path)
      const { title } = this.row(path, this.file(path))
      const ticket = this.throwAway(path)
      this.tellList()
      return { ticket, title }
    },
    restore_post: ({ ticket }: Trashed) => {
      const { path, file } = this.trash.get(ticket) ?? {}
      if (path === undefined || !file) throw fakeError('other', 'This post is not in the trash any more.', 'Nothing was changed.')
      this.trash.delete(ticket)
      this.files.set(path, file)
      this.tellList()
      return this.row(path, file)
    },
    edit_posts: (asked) => fakeEdit(this, asked),
    undo_edit: ({ undo }) => fakeUndo(this, undo),
    duplicate_post: ({ path }) => fakeCopy(this, path),
    list_templates: () => this.templates,
    create_from_template: ({ template }) => fakeFromTemplate(this, template),
    save_template: ({ name }) => fakeSaveTemplate(this, name),
    list_trash: () => fakeTrash(this),
    discard_trashed: ({ tickets }) => {
      for (const ticket of tickets.length > 0 ? tickets : [...this.trash.keys()]) this.trash.delete(ticket)
      return fakeTrash(this)
    },
    list_libraries: () => this.libraries,
    forget_library: ({ folder }) => (this.libraries = this.libraries.filter((row) => row.folder !== folder)),
    edit_post: ({ path, version, changes }) => {
      const buffer = this.buffer(path)
      if (version !== buffer.version) throw fakeError('out_of_step', 'The editor and the core are out of step.', 'The whole text is sent again.')
      return this.change(path, applyChanges(buffer.text, changes))
    },
    replace_text: ({ path, text }) => this.change(path, text),
    set_field: ({ path, version, field, value }) => {
      const buffer = this.buffer(path)
      if (version !== buffer.version) throw fakeError('out_of_step', 'The editor and the core are out of step.', 'The whole text is sent again.')
      return setFieldIn(buffer.text, field, value)
    },
    save_post: ({ path }) => {
      this.save(path)
      return {}
    },
    take_outside: ({ path }) => {
      const buffer = this.buffer(path)
      const file = this.files.get(path)
      if (!file) return { kind: 'gone' }
      if (file.text === buffer.base || file.text === buffer.text) return { kind: 'same' }
      if (buffer.text !== buffer.base) return { kind: 'both', theirs: file.text }
      buffer.base = file.text
      return { kind: 'changed', changes: between(buffer.text, file.text) }
    },
    resolve_outside: ({ path, keep }) => {
      const buffer = this.buffer(path)
      const theirs = this.file(path).text
      buffer.base = theirs
      if (keep === 'theirs') return between(buffer.text, theirs)
      this.save(path)
      return []
    },
    believe_vanished: () => {
      this.tell({ kind: 'vanished', vanished: null })
      return {}
    },
    list_unsaved: () => this.unsaved.map((one) => one.view),
    put_away_unsaved: ({ path }) => {
      this.takeUnsaved(path)
      return {}
    },
    add_picture: ({ name }) => ({ reference: `media/${name || `picture-${++this.count}.png`}` }),
    choose_picture: () => ({ reference: 'media/harbour-at-dusk.jpg' }),
    open_link: () => ({}),
    show_file: () => ({}),
    discover_blog: ({ address, certificate }) => {
      const host = address.trim().replace(/^https?:\/\//, '').replace(/\/.*$/, '')
      if (!host.includes('.')) throw fakeError('input', `“${address}” is not an address of a blog.`, 'Nothing was sent. Type the address as you would in a browser, e.g. blog.example.org.')
      if (host.startsWith('nobody')) {
        throw fakeError('no_answer', `Nothing answers at ${host}.`, 'Nothing was sent but this question. Check the address and your connection, then press Find again.', 'dns error: failed to lookup address information')
      }
      if (host.startsWith('selfsigned') && !certificate) {
        throw fakeError('certificate', `No secure connection to ${host}: its certificate is signed by nobody this computer knows (it may have signed itself). Nothing was sent.`, 'If this is your own server, compare the fingerprint below with the one the server shows, and accept the certificate. Otherwise do not: somebody may stand in between.', Array.from({ length: 32 }, (_, i) => (i * 7 + 16).toString(16).toUpperCase()).join(':'))
      }
      return { plainHttp: host.startsWith('plain'), address: `http${host.startsWith('plain') ? '' : 's'}://${host}`, title: 'Garden diary', found: 'WordPress 7.1, REST and XML-RPC', zone: 'Europe/London', passwordPage: `https://${host}/wp-admin/profile.php#application-passwords-section`, passwordHint: 'An application password, made on the blog under Users, Profile.', canApprove: !host.startsWith('plain'), warning: null }
    },
    add_account: ({ address, user, password, name }) => {
      if (password.replace(/\s/g, '').length < 8) {
        throw fakeError('sign_in', 'The blog did not accept this user name and password.', 'Nothing was kept. The user name is your login, not the label of the password; the password is an application password from your profile page.', '401 incorrect_password')
      }
      const account = { ...fakeAccount(new URL(address).host, name || 'Garden diary'), user }
      this.accounts = [...this.accounts.filter((one) => one.id !== account.id), account]
      return { account, notes: [] }
    },
    approve_blog: ({ address, name }) => {
      const account = fakeAccount(new URL(address).host, name || 'Garden diary')
      this.approval = setTimeout(() => {
        this.accounts = [...this.accounts.filter((one) => one.id !== account.id), account]
        this.tell({ kind: 'approval', outcome: { kind: 'approved', account, notes: [] } })
      }, this.wishes.approvalMs ?? 4000)
      return { page: `${address}/wp-admin/authorize-application.php?app_name=Copydesk` }
    },
    cancel_approval: () => {
      clearTimeout(this.approval)
      return {}
    },
    examine_blog: async ({ account, address }) => {
      const known = this.accounts.find((one) => one.id === account)
      const host = (known?.address ?? address).trim().replace(/^https?:\/\//, '').replace(/\/.*$/, '')
      const findings = fakeFindings(host)
      for (const finding of findings) {
        await new Promise((resolve) => setTimeout(resolve, this.wishes.stepMs ?? 120))
        this.tell({ kind: 'finding', finding })
      }
      return findings
    },
    remove_account: ({ id, revoke }) => {
      this.accounts = this.accounts.filter((one) => one.id !== id)
      return { accounts: this.accounts, note: revoke ? `The application password “Copydesk” was taken back on ${id}.` : null }
    },
    check_account: () => ({ displayName: 'Anna', roles: ['Editor'], limits: [] }),
    set_markup: ({ id, markup }) => {
      this.accounts = this.accounts.map((one) => (one.id === id ? { ...one, markup } : one))
      return this.accounts.find((one) => one.id === id) as AccountView
    },
    set_picture_size: ({ id, edge }) => {
      this.accounts = this.accounts.map((one) => (one.id === id ? { ...one, pictureEdge: edge } : one))
      return this.accounts.find((one) => one.id === id) as AccountView
    },
    list_terms: () => ({ categories: ['Journeys', 'Kitchen', 'Tools'], tags: ['coast', 'fog', 'harbour', 'london', 'rust', 'trains', 'walking'] }),
    list_offers: () => ({ formats: ['standard', 'aside', 'quote', 'link'], authors: ['Anna', 'Editors'], pages: true, sticky: true }),
    list_conflicts: ({ path }) => fakeConflicts(this, path),
    compare_conflict: (request) => fakeComparison(this, request),
    resolve_conflict: (choice) => fakeResolve(this, choice),
    list_versions: ({ path }) => fakeVersions(this, path),
    compare_version: (version) => fakeCompareVersion(this, version),
    restore_version: (version) => fakeRestoreVersion(this, version),
    git_state: () => fakeGit(this),
    sync_library: () => fakeSync(this),
    commit_on_publish: ({ on }) => fakeCommitOnPublish(this, on),
    list_twins: ({ path }) => fakeTwins(this, path),
    plan_action: (request) => fakePlanAction(this, request),
    act_on_blog: (confirmed) => fakeAct(this, confirmed),
    plan_publish: (request) => fakePlan(this, request),
    publish: ({ request, fingerprint }) => {
      const plan = fakePlan(this, request)
      if (plan.fingerprint !== fingerprint) throw fakeError('plan_changed', 'The post has changed since the plan was made.', 'Nothing was sent.')
      return runFakeJob(this, request, plan, String(++this.count))
    },
    list_remote: (list) => fakeRemoteList(this, list),
    pull_posts: (request) => fakePull(this, request),
    stop_pull: ({ id }) => {
      this.remote(id).stopped = true
      return {}
    },
    plan_link: (request) => fakePlanLink(this, request),
    link_post: ({ request }) => fakeLink(this, request),
    choose_place: (what) => fakePlace(what),
    export_posts: (request) => fakeExport(this, request),
    plan_import: (request) => fakeImport(this, request, false),
    import_posts: (request) => fakeImport(this, request, true),
    stop_carrying: () => {
      this.carryingStopped = true
      return {}
    },
    list_outbox: () => this.jobs,
    run_outbox: () => this.jobs,
    send_now: ({ id }) => {
      this.goOn.get(id)?.()
      return this.jobs.find((one) => one.id === id) as JobView
    },
    pause_outbox: ({ account, paused }) => {
      if (paused) this.paused.add(account)
      else this.paused.delete(account)
      for (const job of this.jobs.filter((one) => one.accountId === account)) {
        if (paused && ['queued', 'held', 'waiting'].includes(job.state)) this.tellJob({ ...job, state: 'paused', holdUntilMs: null, message: PAUSED })
        else if (!paused && job.state === 'paused') this.goOn.get(job.id)?.()
      }
      return this.jobs
    },
    answer_closing: () => ({}),
    cancel_job: ({ id }) => {
      const job = this.jobs.find((one) => one.id === id) as JobView
      const cancelled: JobView = { ...job, state: 'cancelled', label: 'Taken out', message: null }
      this.tellJob(cancelled)
      return cancelled
    },
    set_settings: (settings) => {
      this.settings = settings
      return {}
    },
  }
}

export function applyChanges(text: string, changes: readonly Change[]): string {
  let result = ''
  let at = 0
  for (const { from, to, insert } of changes) {
    if (from < at || to > text.length) throw fakeError('out_of_step', 'A change lies outside the text.', 'The whole text is sent again.')
    result += text.slice(at, from) + insert
    at = to
  }
  return result + text.slice(at)
}

/** One change that leads from one text to the other. */
export function between(before: string, after: string): Change[] {
  if (before === after) return []
  let from = 0
  while (from < before.length && from < after.length && before[from] === after[from]) from++
  let end = 0
  while (end < before.length - from && end < after.length - from && before.at(-1 - end) === after.at(-1 - end)) end++
  return [{ from, to: before.length - end, insert: after.slice(from, after.length - end) }]
}
