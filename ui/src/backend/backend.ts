/** The one door between the window and the core. Views and state know this interface and nothing of Tauri. */
import type { AppEvent } from './generated/AppEvent'
import type { Commands } from './generated/Commands'
import type { WireError } from './generated/WireError'

export type CommandName = keyof Commands
export type Args<K extends CommandName> = Commands[K]['args']
export type Returns<K extends CommandName> = Commands[K]['returns']

export interface Backend {
  /** Asks the core; rejects with a `WireError`. */
  call<K extends CommandName>(name: K, args: Args<K>): Promise<Returns<K>>
  /** Hears the core's news until the returned function is called. */
  listen(handler: (event: AppEvent) => void): Promise<() => void>
}

/** Whatever was thrown, as the error a person can read. */
export function asWireError(thrown: unknown): WireError {
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'hint' in thrown && 'code' in thrown) {
    return thrown as WireError
  }
  return {
    code: 'other',
    message: 'Something went wrong inside Copydesk.',
    hint: 'Your text is still here and is kept. Try again; if it happens again, close and open Copydesk.',
    detail: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown),
  }
}
