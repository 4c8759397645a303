/** A few posts for the in-memory backend. */
import type { PostState } from './generated/PostState'

export interface Sample {
  path: string
  text: string
  state: PostState
  ageMs: number
}

const HOUR = 3_600_000

const FOG = `The first train leaves before the gulls are up. I had the compartment to myself, a flask of tea and the notes of *eleven* half-finished posts.

## What the line does to a draft

Somewhere after the second tunnel the signal goes, and with it every excuse. Nothing loads, so nothing interrupts. By the time the sea comes back on the left, there are **four hundred words** that were not there before.

> A bad line is the best editor I have had.

![Fog over the harbour, two boats hardly visible](media/harbour-in-fog.jpg)

A few things that help:

- write the last sentence first,
- leave the pictures for later, but leave a [note where they go](https://example.org/notes),
- stop in the middle of a

### A table, because there is one

| Station | Minutes | Words |
|---|---|---|
| Whitby | 0 | 0 |
| Grosmont | 24 | 180 |
| Middlesbrough | 88 | 412 |

\`\`\`
$ wc -w notes-from-the-early-train.md
412
\`\`\`

That is all for today.
`

export function samples(): Sample[] {
  const post = (path: string, title: string, extra: string, body: string, state: PostState, ageMs: number): Sample => ({
    path,
    text: `---\ntitle: ${title}\n${extra}---\n\n${body}`,
    state,
    ageMs,
  })
  return [
    post('notes-from-the-early-train.md', 'Notes from the early train', 'status: draft\ntags: [trains, coast]\nexcerpt: Four hundred words between two tunnels.\n', FOG, { kind: 'draft' }, HOUR / 30),
    post('a-very-long-title.md', 'What I learned about tides, timetables and the patience of other people while waiting for a bus that was never going to come', 'status: published\nwordpress: 88\nurl: https://blog.example.org/tides/\n', 'Three things, and the third one is a lie.\n\n![](media/bus-stop.jpg)\n\nThe rest follows.\n', { kind: 'changedHere' }, 2 * HOUR),
    post('soup-for-six.md', 'Soup for six, with four chairs', 'categories: [Kitchen]\nstatus: published\nwordpress: 81\nurl: https://blog.example.org/soup/\n', 'Onions first. Always onions first.\n', { kind: 'published' }, 26 * HOUR),
    post('on-fixing-a-bicycle.md', 'On fixing a bicycle in the rain', 'status: draft\n', 'The chain came off twice. The second time I let it.\n', { kind: 'waiting', why: 'The blog did not answer. It goes out when it does.', changed: false }, 50 * HOUR),
    post('spring-list.md', 'A list for the spring', 'status: published\ndate: 2027-03-01 09:00\n', '- seeds\n- string\n- patience\n', { kind: 'scheduled', at: '1 Mar 2027, 09:00' }, 80 * HOUR),
    post('the-map-was-wrong.md', 'The map was wrong', 'status: published\nwordpress: 61\n', 'It showed a bridge. There was no bridge.\n', { kind: 'conflict', why: 'Changed on the blog after it was sent last.' }, 200 * HOUR),
    post('a-letter-returned.md', 'A letter, returned', 'status: draft\n', 'Not known at this address, it said, in a hand I knew.\n', { kind: 'failed', why: 'The blog refused the picture: it is larger than 2 MB.' }, 300 * HOUR),
    { path: 'broken.md', text: '---\ntitle: "A quote that never ends\n---\n\nThe lines above cannot be read.\n', state: { kind: 'draft' }, ageMs: 420 * HOUR },
    post('workshop.md', 'Notes for the workshop', 'status: private\nwordpress: 12\n', 'Only for those who came.\n', { kind: 'notPublic', word: 'private' }, 900 * HOUR),
  ]
}
