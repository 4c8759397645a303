/** Pasting and dropping: an address over a selection makes a link, rich text becomes Markdown, pictures are kept beside the post. */
import { EditorView } from '@codemirror/view'
import { linkOver } from './commands'
import { richToMarkdown, isRich } from './rich-text'

export type KeepPictures = (files: File[], at: number | null) => void

const picturesIn = (data: DataTransfer | null) => [...(data?.files ?? [])].filter((file) => file.type.startsWith('image/'))

export function pasting(keepPictures: KeepPictures) {
  return [
    EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, '\n')),
    EditorView.domEventHandlers({
      paste(event, view) {
        const data = event.clipboardData
        if (!data || view.state.readOnly) return false
        const text = data.getData('text/plain')
        const link = linkOver(view.state, text)
        if (link) {
          view.dispatch(view.state.update(link, { userEvent: 'input.paste', scrollIntoView: true }))
          return true
        }
        const html = data.getData('text/html')
        if (html && isRich(html)) {
          void pasteRich(view, html, text)
          return true
        }
        const pictures = picturesIn(data)
        if (pictures.length === 0) return false
        keepPictures(pictures, null)
        return true
      },
      drop(event, view) {
        const pictures = picturesIn(event.dataTransfer)
        if (pictures.length === 0 || view.state.readOnly) return false
        keepPictures(pictures, view.posAtCoords({ x: event.clientX, y: event.clientY }))
        return true
      },
    }),
  ]
}

async function pasteRich(view: EditorView, html: string, text: string): Promise<void> {
  const markdown = await richToMarkdown(html).catch(() => text)
  const insert = view.state.replaceSelection((markdown || text).replace(/\r\n?/g, '\n'))
  view.dispatch(insert, { userEvent: 'input.paste', scrollIntoView: true })
}
