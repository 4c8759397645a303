/** The door to the shell: the only file that imports Tauri. */
import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Backend } from './backend'
import type { AppEvent } from './generated/AppEvent'

export const tauriBackend: Backend = {
  call: (name, args) => invoke(name, { args }),
  listen: (handler) => listen<AppEvent>('copydesk', (event) => handler(event.payload)),
}
