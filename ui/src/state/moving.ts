/** What is said when a post's file gets another name or folder. Pure. */
import type { LinksView } from '../backend/generated/LinksView'
import type { MovedPost } from '../backend/generated/MovedPost'

/** The path without its ending, as a person types it. */
export const nameOf = (path: string) => path.replace(/\.[^./]+$/, '')

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)
const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`

/** Moving is another folder; renaming stays in it. */
const isMove = (path: string, to: string) => folderOf(path) !== folderOf(to)

export const sayLinks = ({ links, posts }: LinksView) => `${count(links, 'link')} in ${count(posts, 'post')} ${links === 1 ? 'leads' : 'lead'} to it.`

/** What the press says it does. */
export function sayPress(path: string, to: string, links: LinksView | null): string {
  const verb = isMove(path, to) ? 'Move' : 'Rename'
  return links && links.links > 0 ? `${verb} and update ${count(links.links, 'link')}` : verb
}

export function sayMoved(path: string, { row, links, posts }: Pick<MovedPost, 'row' | 'links' | 'posts'>): string {
  const done = isMove(path, row.path) ? `Moved to ${row.path}.` : `Renamed to ${row.path.split('/').at(-1) ?? row.path}.`
  return links > 0 ? `${done} ${count(links, 'link')} in ${count(posts, 'post')} ${links === 1 ? 'follows' : 'follow'}.` : done
}
