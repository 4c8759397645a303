/** The preview follows the editor's scrolling: the line at the editor's top edge decides. At most once per frame. */
import { EditorView } from '@codemirror/view'

/** The place in the text at the editor's top edge, between lines by the share that is scrolled away. */
export function topOffset(view: EditorView): number {
  const top = view.scrollDOM.getBoundingClientRect().top - view.documentTop
  const line = view.lineBlockAtHeight(top)
  const share = line.height > 0 ? Math.min(1, Math.max(0, (top - line.top) / line.height)) : 0
  return Math.round(line.from + share * line.length)
}

export function scrollSync(moved: (view: EditorView) => void) {
  let asked = false
  return EditorView.domEventHandlers({
    scroll(_event, view) {
      if (asked) return
      asked = true
      requestAnimationFrame(() => {
        asked = false
        moved(view)
      })
    },
  })
}
