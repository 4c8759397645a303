/** Settings as the window uses them. Pure. */
import type { SettingsView } from '../backend/generated/SettingsView'
import type { Theme } from '../backend/generated/Theme'

export const DEFAULTS: SettingsView = {
  theme: 'system',
  showSideBar: true,
  showList: true,
  showPreview: true,
  showPostPanel: false,
  listWidth: 280,
  editorShare: 50,
  skipCalmPlans: false,
  holdSeconds: 5,
  namesFollow: false,
  account: '',
}

export const NARROW = 1000
export const LIST_WIDTH = { min: 200, max: 480 }
export const EDITOR_SHARE = { min: 25, max: 75 }

export const clamp = (value: number, { min, max }: { min: number; max: number }) => Math.round(Math.min(max, Math.max(min, value)))

const ORDER: readonly Theme[] = ['system', 'light', 'dark']
export const nextTheme = (theme: Theme): Theme => ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] as Theme
export const sayTheme = (theme: Theme) => ({ system: 'As the system', light: 'Light', dark: 'Dark' })[theme]

export const SIDE_BAR = 184
export const POST_PANEL = 296
const COMFORT = 620

export interface Looks {
  width: number
  /** Focus mode: the text alone. */
  focus: boolean
  /** In a narrow window: the preview is shown in the editor's place. */
  peek: boolean
}

/**
 * Which panes stand in the window. Below 1000 pixels the preview replaces the editor instead of squeezing both; above,
 * the side bar and then the list make room when editor and preview would get too narrow.
 */
export function panes(settings: SettingsView, { width, focus, peek }: Looks) {
  const narrow = width < NARROW
  const postPanel = settings.showPostPanel && !focus
  let sideBar = settings.showSideBar && !focus && !narrow
  let list = settings.showList && !focus
  const preview = narrow ? peek && !focus : settings.showPreview && !focus
  const room = () => width - (sideBar ? SIDE_BAR : 0) - (list ? settings.listWidth : 0) - (postPanel ? POST_PANEL : 0)
  const wanted = preview && !narrow ? COMFORT : COMFORT / 2
  if (room() < wanted) sideBar = false
  if (room() < wanted && postPanel) list = false
  return { narrow, sideBar, list, editor: !(narrow && preview), preview, postPanel }
}
