/** The editor's parts put together. Kept light: everything here runs with every key. */
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands'
import { deleteMarkupBackward } from '@codemirror/lang-markdown'
import { search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap, placeholder } from '@codemirror/view'
import { continueMarkup } from './commands'
import { frontMatterHidden } from './front-matter'
import { markdown } from './language'
import { pasting, type KeepPictures } from './paste'

export interface EditorWishes {
  /** Why the text cannot be edited, if so. */
  readOnly: string | null
  keepPictures: KeepPictures
  /** More extensions: what listens to changes and scrolling. */
  extra: Extension
}

export function editorState(text: string, wishes: EditorWishes): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      EditorState.lineSeparator.of('\n'),
      wishes.extra,
      history(),
      markdown(),
      frontMatterHidden,
      search({ top: true }),
      EditorView.lineWrapping,
      EditorState.readOnly.of(wishes.readOnly !== null),
      EditorView.editable.of(wishes.readOnly === null),
      EditorView.contentAttributes.of({ 'aria-label': 'Text of the post', spellcheck: 'true', autocorrect: 'on', autocapitalize: 'sentences', tabindex: '0' }),
      EditorView.perLineTextDirection.of(true),
      placeholder('Write.'),
      pasting(wishes.keepPictures),
      keymap.of([
        { key: 'Enter', run: continueMarkup },
        { key: 'Backspace', run: deleteMarkupBackward },
        { key: 'Tab', run: indentMore, shift: indentLess },
        ...searchKeymap,
        ...historyKeymap,
        ...defaultKeymap,
      ]),
    ],
  })
}
