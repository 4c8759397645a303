/** News that only has to be said. */
import type { Backend } from '../backend/backend'
import type { Messages } from './messages.svelte'

export function hearNotices(backend: Backend, messages: Messages, open: (path: string) => void): void {
  void backend.listen((event) => {
    if (event.kind === 'notice') messages.say(event.text)
    if (event.kind !== 'called') return
    messages.say('This library is open already: this is its window.')
    if (event.post !== null) open(event.post)
  })
}
