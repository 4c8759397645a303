import { expect, test } from 'vitest'
import { isRich, richToMarkdown } from './rich-text'

test('rich text becomes Markdown', async () => {
  for (const [html, markdown] of [
    ['<p>A <b>strong</b> and <i>soft</i> <a href="https://example.org/">link</a></p>', 'A **strong** and *soft* [link](https://example.org/)'],
    ['<ul><li>one</li><li>two<ul><li>inner</li></ul></li></ul>', '- one\n- two\n  - inner'],
    ['<ol start="3"><li>three</li><li>four</li></ol>', '3. three\n4. four'],
    ['<h2>Title</h2><blockquote>said</blockquote>', '## Title\n\n> said'],
    ['<pre><code>a\n  b</code></pre>', '```\na\n  b\n```'],
    ['<b style="font-weight:normal"><p>plain <s>old</s></p></b>', 'plain ~~old~~'],
    ['<p>x<script>alert(1)</script><img src="file:///a.png"><a href="javascript:alert(1)">y</a></p>', 'xy'],
    ['<p>a&nbsp;<strong>b</strong></p>', 'a **b**'],
  ] as const) {
    expect(await richToMarkdown(html), html).toBe(markdown)
  }
})

test('what is plain stays plain', () => {
  for (const [html, rich] of [
    ['<p>plain words</p>', false],
    ['<span style="color:red">red</span>', false],
    ['<p><b>bold</b></p>', true],
    ['<div style="font-family: Menlo, monospace"><b>let</b> x = 1</div>', false],
    ['<img src="https://example.org/a.png">', true],
  ] as const) {
    expect(isRich(html), html).toBe(rich)
  }
})
