/** The one table of keys: window, palette, menu and help page read it. What a command does is said in `commands` of the desk. */

export interface KeyRow {
  id: string
  /** What it does, as a person would say it. */
  name: string
  /** `Mod` is Ctrl, on macOS Cmd. The first one is shown. */
  keys: readonly string[]
  group: 'Posts' | 'Text' | 'Look' | 'Window'
  /** Only with the cursor in the text. */
  inText?: boolean
}

export const TABLE = [
  { id: 'new', name: 'New post', keys: ['Mod-n'], group: 'Posts' },
  { id: 'palette', name: 'Search posts, run a command', keys: ['Mod-k'], group: 'Posts' },
  { id: 'save', name: 'Save now (it saves by itself)', keys: ['Mod-s'], group: 'Posts' },
  { id: 'publish', name: 'Publish, update or queue', keys: ['Mod-Shift-p'], group: 'Posts' },
  { id: 'previousPost', name: 'Previous post', keys: ['Mod-Alt-ArrowUp'], group: 'Posts' },
  { id: 'nextPost', name: 'Next post', keys: ['Mod-Alt-ArrowDown'], group: 'Posts' },
  { id: 'rename', name: 'Rename the file', keys: ['F2'], group: 'Posts' },
  { id: 'fromTemplate', name: 'New post from a template', keys: [], group: 'Posts' },
  { id: 'duplicate', name: 'Duplicate the post', keys: [], group: 'Posts' },
  { id: 'saveTemplate', name: 'Save the post as template', keys: [], group: 'Posts' },
  { id: 'selectAll', name: 'Select all posts of the list', keys: [], group: 'Posts' },
  { id: 'pin', name: 'Pin the post to the top of the list, or unpin it', keys: [], group: 'Posts' },
  { id: 'trash', name: 'Move the post to the trash', keys: [], group: 'Posts' },
  { id: 'versions', name: 'Versions of the post', keys: [], group: 'Posts' },
  { id: 'showFile', name: 'Show the file in its folder', keys: [], group: 'Posts' },
  { id: 'strong', name: 'Strong', keys: ['Mod-b'], group: 'Text', inText: true },
  { id: 'emphasis', name: 'Emphasis', keys: ['Mod-i'], group: 'Text', inText: true },
  { id: 'strike', name: 'Strikethrough', keys: ['Mod-Shift-x'], group: 'Text', inText: true },
  { id: 'link', name: 'Link', keys: ['Mod-Shift-k'], group: 'Text', inText: true },
  { id: 'heading1', name: 'Heading 1', keys: ['Mod-1'], group: 'Text', inText: true },
  { id: 'heading2', name: 'Heading 2', keys: ['Mod-2'], group: 'Text', inText: true },
  { id: 'heading3', name: 'Heading 3', keys: ['Mod-3'], group: 'Text', inText: true },
  { id: 'heading4', name: 'Heading 4', keys: ['Mod-4'], group: 'Text', inText: true },
  { id: 'heading5', name: 'Heading 5', keys: ['Mod-5'], group: 'Text', inText: true },
  { id: 'heading6', name: 'Heading 6', keys: ['Mod-6'], group: 'Text', inText: true },
  { id: 'numberedList', name: 'Numbered list', keys: ['Mod-Shift-7'], group: 'Text', inText: true },
  { id: 'bulletList', name: 'List', keys: ['Mod-Shift-8'], group: 'Text', inText: true },
  { id: 'quote', name: 'Quote', keys: ['Mod-Shift-9'], group: 'Text', inText: true },
  { id: 'code', name: 'Code', keys: ['Mod-`'], group: 'Text', inText: true },
  { id: 'codeBlock', name: 'Code block', keys: ['Mod-Shift-`'], group: 'Text', inText: true },
  { id: 'picture', name: 'Insert a picture', keys: ['Mod-Shift-i'], group: 'Text' },
  { id: 'find', name: 'Find in the text', keys: ['Mod-f'], group: 'Text' },
  { id: 'replace', name: 'Find and replace', keys: ['Mod-h', 'Mod-Alt-f'], group: 'Text' },
  { id: 'nextProblem', name: 'Next thing to look at', keys: ['F8'], group: 'Text' },
  { id: 'previousProblem', name: 'Previous thing to look at', keys: ['Shift-F8'], group: 'Text' },
  { id: 'undo', name: 'Undo', keys: ['Mod-z'], group: 'Text', inText: true },
  { id: 'redo', name: 'Redo', keys: ['Mod-Shift-z', 'Mod-y'], group: 'Text', inText: true },
  { id: 'frontMatter', name: 'Show or hide the front matter', keys: [], group: 'Text' },
  { id: 'preview', name: 'Preview', keys: ['Mod-\\'], group: 'Look' },
  { id: 'postPanel', name: 'Post panel', keys: ['Mod-Shift-\\'], group: 'Look' },
  { id: 'list', name: 'List of posts', keys: ['Mod-Shift-l'], group: 'Look' },
  { id: 'sideBar', name: 'Side bar', keys: ['Mod-Alt-s'], group: 'Look' },
  { id: 'focus', name: 'Focus mode', keys: ['Mod-Shift-f'], group: 'Look' },
  { id: 'theme', name: 'Light, dark or as the system', keys: [], group: 'Look' },
  { id: 'chooseFolder', name: 'Choose a folder', keys: [], group: 'Window' },
  { id: 'importPosts', name: 'Import posts', keys: [], group: 'Window' },
  { id: 'exportLibrary', name: 'Export the library', keys: [], group: 'Window' },
  { id: 'connect', name: 'Connect a blog', keys: [], group: 'Window' },
  { id: 'outbox', name: 'Outbox', keys: [], group: 'Window' },
  { id: 'settings', name: 'Settings', keys: ['Mod-,'], group: 'Window' },
  { id: 'help', name: 'Keys and help', keys: ['F1'], group: 'Window' },
] as const satisfies readonly KeyRow[]

export type CommandId = (typeof TABLE)[number]['id']

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

interface Chord {
  mod: boolean
  shift: boolean
  alt: boolean
  key: string
}

export function parseKey(name: string): Chord {
  const parts = name.split('-')
  const key = parts.pop() ?? ''
  return { mod: parts.includes('Mod'), shift: parts.includes('Shift'), alt: parts.includes('Alt'), key }
}

/** Where a key sits on the keyboard, for layouts that write another character there. */
const CODES: Record<string, string> = { '\\': 'Backslash', '`': 'Backquote', ',': 'Comma' }

function isKey(event: KeyboardEvent, key: string): boolean {
  if (event.key === key) return true
  if (/^[a-z]$/.test(key)) {
    // A Latin layout decides by its letter, any other by the place of the key.
    return event.key.toLowerCase() === key || (!/^[a-z]$/i.test(event.key) && event.code === `Key${key.toUpperCase()}`)
  }
  return event.code === (/^\d$/.test(key) ? `Digit${key}` : CODES[key])
}

export function matches(event: KeyboardEvent, name: string, mac = isMac): boolean {
  const { mod, shift, alt, key } = parseKey(name)
  const pressed = mac ? event.metaKey : event.ctrlKey
  const other = mac ? event.ctrlKey : event.metaKey
  return pressed === mod && !other && event.shiftKey === shift && event.altKey === alt && isKey(event, key)
}

/** The command of a key press. */
export function commandOf(event: KeyboardEvent, inText: boolean, mac = isMac): CommandId | null {
  const row = TABLE.find((one: KeyRow) => (inText || !one.inText) && one.keys.some((key) => matches(event, key, mac)))
  return row?.id ?? null
}

const ARROWS: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓' }

/** `Mod-Shift-p` as it is written on this machine: `Ctrl+Shift+P`, on macOS `⇧⌘P`. */
export function keyLabel(name: string, mac = isMac): string {
  const { mod, shift, alt, key } = parseKey(name)
  const label = ARROWS[key] ?? (key.length === 1 ? key.toUpperCase() : key)
  if (mac) return `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${mod ? '⌘' : ''}${label}`
  return [mod && 'Ctrl', alt && 'Alt', shift && 'Shift', label].filter(Boolean).join('+')
}
