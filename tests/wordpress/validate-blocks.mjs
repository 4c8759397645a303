// Asks WordPress's own block library about posts: node validate-blocks.mjs TREE FILE...
// TREE is an unpacked WordPress; its editor scripts run in jsdom. Prints one JSON line per file:
//   {"file", "blocks", "invalid": [{"name", "why"}], "classic", "missing", "same"}
// `invalid` are the blocks for which the editor would offer to attempt recovery, `classic` counts HTML outside any block,
// `missing` blocks that this WordPress does not know. `same` tells whether saving the post unchanged keeps every byte.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';

const [tree, ...files] = process.argv.slice(2);
const { JSDOM, VirtualConsole } = createRequire(new URL('../../ui/package.json', import.meta.url))('jsdom');

const dom = new JSDOM('<!doctype html><body></body>', {
  url: 'http://localhost/wp-admin/post.php',
  pretendToBeVisual: true,
  runScripts: 'outside-only',
  virtualConsole: new VirtualConsole(),
});
const page = dom.window;
pretendToBeABrowser(page);

const scripts = dependencies();
const loaded = new Set();
for (const name of ['wp-polyfill', 'react', 'react-dom', 'lodash', 'moment', 'wp-block-library', 'wp-format-library']) {
  load(name);
}
// Without an old editor in the page, HTML outside blocks would count as missing instead of classic.
page.wp.oldEditor ??= { initialize() {}, remove() {} };
page.wp.blockLibrary.registerCoreBlocks();

for (const file of files) {
  const source = readFileSync(file, 'utf8');
  const top = page.wp.blocks.parse(source);
  const all = flatten(top);
  console.log(
    JSON.stringify({
      file,
      blocks: all.length,
      invalid: all.filter((block) => !block.isValid).map((block) => ({ name: block.name, why: reasons(block) })),
      classic: all.filter((block) => block.name === 'core/freeform').length,
      missing: all.filter((block) => block.name === 'core/missing').length,
      same: page.wp.blocks.serialize(top).trim() === source.trim(),
    }),
  );
}
page.close();

// The table of WordPress's own packages is PHP.
function dependencies() {
  const assets = join(tree, 'wp-includes/assets');
  const file = ['script-loader-packages.php', 'script-loader-packages.min.php'].map((name) => join(assets, name)).find(existsSync);
  const table = JSON.parse(execFileSync('php', ['-r', 'echo json_encode(require $argv[1]);', file], { encoding: 'utf8' }));
  return new Map(Object.entries(table).map(([name, entry]) => [`wp-${name.replace(/(\.min)?\.js$/, '')}`, entry.dependencies]));
}

function load(name) {
  if (loaded.has(name)) return;
  loaded.add(name);
  // React and its companions are not in the table; their one dependency is.
  (scripts.get(name) ?? (name.startsWith('react-') ? ['react'] : [])).forEach(load);
  const base = join(tree, 'wp-includes/js/dist', scripts.has(name) ? name.slice('wp-'.length) : `vendor/${name}`);
  const file = [`${base}.js`, `${base}.min.js`].find(existsSync);
  if (!file) return;
  new Script(readFileSync(file, 'utf8'), { filename: file }).runInContext(dom.getInternalVMContext());
  if (name === 'lodash') page.lodash = page._;
}

function flatten(blocks) {
  return blocks.flatMap((block) => [block, ...flatten(block.innerBlocks)]);
}

function reasons(block) {
  return (block.validationIssues ?? []).map(({ args }) => {
    const values = args.slice(1).map((value) => (typeof value === 'string' ? value : (value?.name ?? JSON.stringify(value))));
    return String(args[0]).replace(/%[sdo]/g, () => values.shift() ?? '');
  });
}

// What the scripts expect of a browser and jsdom does not have. Nothing of it matters for parsing.
function pretendToBeABrowser(page) {
  const nothing = () => {};
  page.matchMedia = () => ({ matches: false, addListener: nothing, removeListener: nothing, addEventListener: nothing, removeEventListener: nothing });
  class Observer {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
  Object.assign(page, { ResizeObserver: Observer, IntersectionObserver: Observer, TextEncoder, TextDecoder, structuredClone });
  page.requestIdleCallback = (callback) => setTimeout(() => callback({ timeRemaining: () => 50, didTimeout: false }), 0);
  page.cancelIdleCallback = clearTimeout;
  page.CSS ??= { escape: (text) => text, supports: () => false };
  page.scrollTo = page.Element.prototype.scrollIntoView = nothing;
  page.fetch = () => new Promise(nothing);
  page.userSettings = { uid: 1 };
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'group', 'groupCollapsed', 'groupEnd']) page.console[method] = nothing;
}
