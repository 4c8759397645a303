import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Colours by name, light and dark, read from a style sheet. */
function colours(file: string): Map<string, [string, string]> {
  const css = readFileSync(file, 'utf8').replace(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '')
  const found = [...css.matchAll(/(--[\w-]+):\s*(?:light-dark\((#\w{6}),\s*(#\w{6})\)|(#\w{6}));/g)]
  return new Map(found.map(([, name, light, dark, both]) => [name as string, [light ?? (both as string), dark ?? (both as string)]]))
}
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0)
}
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

const FRAME = 'src/styles/tokens.css'
const PREVIEW = 'src/preview/theme.css'
const GROUNDS = ['--frame', '--side', '--paper', '--paper-2', '--raised', '--hover']
const PAIRS: [string, string[], string[]][] = [
  [FRAME, ['--ink', '--quiet', '--accent', '--warn', '--bad', '--good'], GROUNDS],
  [FRAME, ['--faint'], ['--frame', '--side', '--paper', '--raised']],
  [FRAME, ['--ink', '--quiet', '--warn', '--bad', '--accent'], ['--chosen']],
  [FRAME, ['--ink', '--quiet', '--accent', '--warn', '--bad', '--good'], ['--warn-tint', '--bad-tint', '--good-tint']],
  [FRAME, ['--ink'], ['--hit']],
  [FRAME, ['--on-accent'], ['--accent-fill', '--accent-fill-hover']],
  [PREVIEW, ['--ink', '--quiet', '--accent'], ['--paper', '--tint']],
]

test('words stand out from their ground by at least 4.5 to 1, in both themes', () => {
  let pairs = 0
  let least = 21
  const weak: string[] = []
  for (const [file, words, grounds] of PAIRS) {
    const named = colours(file)
    for (const word of words) {
      for (const ground of grounds) {
        for (const theme of [0, 1] as const) {
          const [a, b] = [named.get(word)?.[theme], named.get(ground)?.[theme]]
          if (!a || !b) throw new Error(`${word} or ${ground} is not a colour of ${file}`)
          const ratio = contrast(a, b)
          pairs++
          least = Math.min(least, ratio)
          if (ratio < 4.5) weak.push(`${file} ${theme ? 'dark' : 'light'}: ${word} on ${ground} ${ratio.toFixed(2)}`)
        }
      }
    }
  }
  console.info(`contrast: ${weak.length} of ${pairs} pairs below 4.5, the least is ${least.toFixed(2)}`)
  expect(weak).toEqual([])
})
