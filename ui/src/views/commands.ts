/** What each command of the key table does in this window. The keys, the menu and the palette all come here. */
import { redo, undo } from '@codemirror/commands'
import { getSearchQuery, openSearchPanel } from '@codemirror/search'
import type { StateCommand } from '@codemirror/state'
import * as text from '../editor/commands'
import type { CommandId } from '../editor/keymap'
import { goToProblem } from '../editor/problems'
import type { Desk } from '../state/desk.svelte'
import { duplicate, newPost, throwAway } from '../state/making'
import { nextTheme, sayTheme } from '../state/settings'

const inText = (command: StateCommand) => (desk: Desk) => {
  command(desk.session.editor)
  desk.session.editor.focus()
}

function find(desk: Desk, replace: boolean): void {
  const { editor } = desk.session
  openSearchPanel(editor)
  if (replace && getSearchQuery(editor.state).search) editor.dom.querySelector<HTMLInputElement>('.cm-search [name=replace]')?.select()
}

function problem(desk: Desk, direction: 1 | -1): void {
  desk.messages.speak(goToProblem(desk.session.editor, direction) ?? 'Nothing to look at.')
}

async function picture(desk: Desk): Promise<void> {
  const reference = await desk.choosePicture()
  if (reference !== null) desk.session.insertPicture(reference, null)
}

const ACTIONS: Record<CommandId, (desk: Desk) => void> = {
  new: (desk) => void newPost(desk),
  palette: (desk) => (desk.overlay = 'palette'),
  save: (desk) => void desk.save(),
  publish: (desk) => void desk.publish(),
  previousPost: (desk) => void desk.goNext(-1),
  nextPost: (desk) => void desk.goNext(1),
  rename: (desk) => (desk.overlay = 'rename'),
  pin: (desk) => void (desk.row && desk.posts.pin(desk.row)),
  trash: (desk) => void throwAway(desk),
  fromTemplate: (desk) => (desk.templates.choosing = true),
  duplicate: (desk) => void duplicate(desk),
  saveTemplate: (desk) => (desk.templates.asked = desk.document?.path ?? null),
  selectAll: (desk) => desk.selection.all(),
  showFile: (desk) => void desk.showFile(),
  versions: (desk) => void desk.versions.show(desk.document?.path ?? ''),
  strong: inText(text.toggleStrong),
  emphasis: inText(text.toggleEmphasis),
  strike: inText(text.toggleStrike),
  link: inText(text.link),
  heading1: inText(text.heading(1)),
  heading2: inText(text.heading(2)),
  heading3: inText(text.heading(3)),
  heading4: inText(text.heading(4)),
  heading5: inText(text.heading(5)),
  heading6: inText(text.heading(6)),
  numberedList: inText(text.toggleNumberedList),
  bulletList: inText(text.toggleBulletList),
  quote: inText(text.toggleQuote),
  code: inText(text.toggleCode),
  codeBlock: inText(text.codeBlock),
  picture: (desk) => void picture(desk),
  find: (desk) => find(desk, false),
  replace: (desk) => find(desk, true),
  nextProblem: (desk) => problem(desk, 1),
  previousProblem: (desk) => problem(desk, -1),
  undo: inText(undo),
  redo: inText(redo),
  frontMatter: (desk) => desk.session.setFrontMatterShown(!desk.session.frontMatterShown),
  preview: (desk) => desk.togglePreview(),
  postPanel: (desk) => desk.set({ showPostPanel: !desk.settings.showPostPanel }),
  list: (desk) => desk.set({ showList: !desk.settings.showList }),
  sideBar: (desk) => desk.set({ showSideBar: !desk.settings.showSideBar }),
  focus: (desk) => (desk.focus = !desk.focus),
  theme: (desk) => {
    desk.set({ theme: nextTheme(desk.settings.theme) })
    desk.messages.speak(`Colours: ${sayTheme(desk.settings.theme)}`)
  },
  chooseFolder: (desk) => void desk.chooseFolder(),
  exportLibrary: (desk) => desk.carrying.beginExport(),
  importPosts: (desk) => desk.carrying.beginImport(),
  connect: (desk) => desk.blogs.begin(),
  outbox: (desk) => {
    desk.place = 'outbox'
    desk.set({ showList: true })
  },
  settings: (desk) => (desk.overlay = 'settings'),
  help: (desk) => (desk.overlay = 'help'),
}

const WITHOUT_POST: readonly CommandId[] = [
  'new', 'palette', 'previousPost', 'nextPost', 'list', 'sideBar', 'theme', 'chooseFolder', 'exportLibrary', 'importPosts', 'selectAll', 'fromTemplate', 'connect', 'outbox', 'settings', 'help',
]

/** Whether this command can do something now. */
export function isPossible(desk: Desk, id: CommandId): boolean {
  if (!desk.library && ['new', 'outbox', 'exportLibrary', 'importPosts', 'selectAll', 'fromTemplate'].includes(id)) return false
  return desk.document !== null || WITHOUT_POST.includes(id)
}

/** Runs a command; says whether it could. */
export function runCommand(desk: Desk, id: CommandId): boolean {
  if (!isPossible(desk, id)) return false
  ACTIONS[id](desk)
  return true
}
