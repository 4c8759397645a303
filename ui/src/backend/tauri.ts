/** The door to the shell: the only file that imports Tauri. */
import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import { AtOnce } from './at-once'
import type { Backend } from './backend'
import type { AppEvent } from './generated/AppEvent'
import type { Commands } from './generated/Commands'

const atOnce = new AtOnce(location.protocol === 'tauri:' && navigator.userAgent.includes('Linux'))

type Call = <K extends keyof Commands>(name: K, args: Commands[K]['args']) => Promise<Commands[K]['returns']>

const call: Call = async (name, args) => {
  if (name === 'open_post') atOnce.reset()
  if (name === 'edit_post' && atOnce.quick) return atOnce.edit(args as Commands['edit_post']['args'])
  return invoke(name, { args })
}

export const tauriBackend: Backend = {
  call,
  listen: (handler) => listen<AppEvent>('copydesk', (event) => handler(event.payload)),
}
