/** Markdown for the editor: CommonMark with GitHub's tables, strikethrough and task lists; front matter is one quiet node. */
import { HighlightStyle, Language, LanguageSupport, syntaxHighlighting } from '@codemirror/language'
import { commonmarkLanguage } from '@codemirror/lang-markdown'
import { styleTags, tags as t } from '@lezer/highlight'
import { GFM, type MarkdownConfig, type MarkdownParser } from '@lezer/markdown'

/** Without it the dashes would be rules and the last line before them a heading. */
const frontMatter: MarkdownConfig = {
  defineNodes: [{ name: 'FrontMatter', block: true }],
  props: [styleTags({ FrontMatter: t.meta })],
  parseBlock: [
    {
      name: 'FrontMatter',
      before: 'HorizontalRule',
      parse(cx, line) {
        if (cx.lineStart !== 0 || line.text.trimEnd() !== '---') return false
        while (cx.nextLine()) {
          if (/^(---|\.\.\.)\s*$/.test(line.text)) {
            cx.nextLine()
            cx.addElement(cx.elt('FrontMatter', 0, cx.prevLineEnd()))
            return true
          }
        }
        cx.addElement(cx.elt('FrontMatter', 0, cx.prevLineEnd()))
        return true
      },
    },
  ],
}

const parser = (commonmarkLanguage.parser as MarkdownParser).configure([GFM, frontMatter])
const language = new Language(commonmarkLanguage.data, parser, [], 'markdown')

const style = HighlightStyle.define([
  { tag: t.heading1, class: 'md-h1' },
  { tag: t.heading2, class: 'md-h2' },
  { tag: t.heading3, class: 'md-h3' },
  { tag: [t.heading4, t.heading5, t.heading6], class: 'md-h4' },
  { tag: t.strong, class: 'md-strong' },
  { tag: t.emphasis, class: 'md-emphasis' },
  { tag: t.strikethrough, class: 'md-strike' },
  { tag: t.monospace, class: 'md-code' },
  { tag: t.link, class: 'md-link' },
  { tag: t.url, class: 'md-url' },
  { tag: t.quote, class: 'md-quote' },
  { tag: [t.processingInstruction, t.contentSeparator, t.labelName, t.meta, t.comment, t.escape, t.character], class: 'md-mark' },
])

export const markdown = () => [new LanguageSupport(language), syntaxHighlighting(style)]
