/** The list of posts: its places, and how the state of a post is said. Pure. */
import type { FilterName } from '../backend/generated/FilterName'
import type { SortName } from '../backend/generated/SortName'
import type { PostState } from '../backend/generated/PostState'

export type Section = 'all' | 'drafts' | 'scheduled' | 'published'
export const SECTIONS: readonly { id: Section; name: string }[] = [
  { id: 'all', name: 'All' },
  { id: 'drafts', name: 'Drafts' },
  { id: 'scheduled', name: 'Scheduled' },
  { id: 'published', name: 'Published' },
]

export const SORTS: readonly { key: SortName; descending: boolean; label: string }[] = [
  { key: 'changed', descending: true, label: 'Changed last' },
  { key: 'changed', descending: false, label: 'Changed longest ago' },
  { key: 'date', descending: true, label: 'Newest date' },
  { key: 'date', descending: false, label: 'Oldest date' },
  { key: 'title', descending: false, label: 'Title, A to Z' },
  { key: 'title', descending: true, label: 'Title, Z to A' },
  { key: 'words', descending: true, label: 'Longest' },
  { key: 'words', descending: false, label: 'Shortest' },
]

export const FILTERS: readonly { id: FilterName; name: string }[] = [
  { id: 'changedHere', name: 'Changed here' },
  { id: 'changedThere', name: 'Changed on the blog' },
  { id: 'conflicts', name: 'Conflicts' },
  { id: 'untagged', name: 'Without tags' },
  { id: 'noPicture', name: 'Without a picture' },
  { id: 'unreadable', name: 'Cannot be read' },
  { id: 'doubled', name: 'Same address or name' },
]
export const sayFilter = (filter: FilterName) => FILTERS.find((one) => one.id === filter)?.name ?? ''

/** Each post stands in exactly one of drafts, scheduled and published. */
export function sectionOf(state: PostState): Exclude<Section, 'all'> {
  switch (state.kind) {
    case 'published':
    case 'changedHere':
    case 'notPublic':
    case 'conflict':
      return 'published'
    case 'scheduled':
      return 'scheduled'
    default:
      return 'drafts'
  }
}

/** Letter case and accents aside. */
export const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

export type IconName =
  | 'draft' | 'changed' | 'waiting' | 'sending' | 'published' | 'scheduled' | 'lock' | 'conflict' | 'failed' | 'unreadable'

/** The one state of a post in a word and a sign; `why` is said where there is room. */
export function sayState(state: PostState): { word: string; icon: IconName; why: string } {
  switch (state.kind) {
    case 'draft': return { word: 'Draft', icon: 'draft', why: '' }
    case 'changedHere': return { word: 'Changed here', icon: 'changed', why: 'Changed since it was last sent to the blog.' }
    case 'waiting': return state.changed
      ? { word: 'Waiting, changed here', icon: 'waiting', why: `What goes out is what you confirmed; the change is sent when you publish again. ${state.why}` }
      : { word: 'Waiting', icon: 'waiting', why: state.why }
    case 'publishing': return { word: `Publishing ${state.step}/${state.of}`, icon: 'sending', why: '' }
    case 'published': return { word: 'Published', icon: 'published', why: '' }
    case 'scheduled': return { word: `Scheduled for ${state.at}`, icon: 'scheduled', why: '' }
    case 'notPublic': return { word: capital(state.word), icon: 'lock', why: '' }
    case 'conflict': return { word: 'Changed on the blog', icon: 'conflict', why: state.why }
    case 'failed': return { word: 'Failed', icon: 'failed', why: state.why }
    case 'unreadable': return { word: 'Cannot be read', icon: 'unreadable', why: state.why }
  }
}

/** `12,400` */
export const number = (count: number) => count.toLocaleString('en-GB')

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** How long ago, as short as a list needs it. */
export function ago(ms: number, now: number): string {
  const age = now - ms
  if (age < MINUTE) return 'now'
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`
  if (age < 12 * HOUR) return `${Math.floor(age / HOUR)} h`
  const then = new Date(ms)
  const today = new Date(now)
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(ms).setHours(0, 0, 0, 0)) / (24 * HOUR))
  if (days === 0) return clock(ms)
  if (days === 1) return 'yesterday'
  const year = then.getFullYear() === today.getFullYear() ? undefined : 'numeric'
  return then.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year })
}

/** `14:02`, with its day when that is not today. */
export function logTime(ms: number, now: number): string {
  const then = new Date(ms)
  if (then.toDateString() === new Date(now).toDateString()) return clock(ms)
  return `${then.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${clock(ms)}`
}

/** `14:02` */
export function clock(ms: number): string {
  const time = new Date(ms)
  return `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`
}
