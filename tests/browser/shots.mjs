// Pictures of pages, to look at, and what axe and the frame checks find on each.
//
//   node tests/browser/shots.mjs --as officer / /cases /requests
//   node tests/browser/shots.mjs --languages en,ar --screens phone --colours dark /verify/ABCD
//
// --url URL         the site, else CROSSHOLD_URL, else http://127.0.0.1:8080
// --as ACCOUNT      the demo's person to sign in as; nobody when left out
// --languages LIST  en,zh-Hans,fr,ar    --screens LIST  desk,phone (also narrow)    --colours LIST  light,dark
// --name PREFIX     put before the names of the pictures in target/screenshots
// --readme          instead, the pictures of README.md from a demo: makes docs/screenshots anew
// A path of a page that answers 404 on purpose is written 404:/no/such/page.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBrowser } from './harness.mjs';
import { root } from './parts.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string', default: process.env.CROSSHOLD_URL ?? 'http://127.0.0.1:8080' },
    as: { type: 'string' },
    languages: { type: 'string', default: 'en,zh-Hans,fr,ar' },
    screens: { type: 'string', default: 'desk,phone' },
    colours: { type: 'string', default: 'light,dark' },
    name: { type: 'string', default: '' },
    readme: { type: 'boolean', default: false },
  },
});
if (positionals.length === 0 && !values.readme) {
  console.error('Which pages? For instance: node tests/browser/shots.mjs --as officer / /cases');
  process.exit(2);
}

// What README.md shows: whose page, and the links to follow from there.
const readme = [
  { name: 'request', as: 'A. Silva', path: '/holds', follow: ['.hold a:has(bdi)'] },
  { name: 'queue', as: 'سارة المري', path: '/requests', language: 'zh-Hans' },
  { name: 'answer', as: 'F. Rahman', path: '/home', follow: ['.due h3 a', 'a[href$="/answer"]'], language: 'fr', colours: 'dark' },
  { name: 'home', as: 'A. Silva', path: '/home', language: 'ar', screen: 'phone' },
];

const browser = await openBrowser(values.url);
if (values.readme) {
  for (const shown of readme) await show(shown);
  await browser.close();
  process.exit(0);
}
let pictures = 0;
let flawed = 0;

for (const language of values.languages.split(',')) {
  for (const screen of values.screens.split(',')) {
    for (const colours of values.colours.split(',')) {
      await see({ language, screen, colours });
    }
  }
}

await browser.close();
console.log(`${pictures} pictures in target/screenshots, ${flawed} of pages with something wrong`);
process.exit(flawed === 0 ? 0 : 1);

/** One picture of README.md: what fits the screen. */
async function show({ name, as, path, follow = [], ...screen }) {
  const visitor = await browser.openAs(screen);
  await visitor.signInAs(as);
  await visitor.visit(path);
  for (const link of follow) await visitor.visit(await visitor.page.locator(`main ${link}`).first().getAttribute('href'));
  await visitor.page.screenshot({ path: join(root, 'docs/screenshots', `${name}.png`), caret: 'initial' });
  await visitor.leave();
  console.log(`docs/screenshots/${name}.png`);
}

/** All the pages in one language on one screen. */
async function see({ language, screen, colours }) {
  const visitor = await browser.openAs({ language, screen, colours });
  if (values.as) await visitor.signInAs(values.as);
  for (const given of positionals) {
    const [, status = '200', path] = given.match(/^(?:(\d{3}):)?(.*)$/);
    const page = path.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '') || 'home';
    const name = [values.name, values.as, page, language, screen, colours].filter(Boolean).join('-');
    visitor.faults.length = 0;
    const wrong = await look(visitor, { path, status: Number(status), name });
    pictures += 1;
    if (wrong.length > 0) flawed += 1;
    console.log(`${wrong.length === 0 ? 'ok   ' : 'WRONG'} ${name}.png${wrong.map((fault) => `\n        ${fault}`).join('')}`);
  }
  await visitor.context.close();
}

/** One page: what is wrong with it, in words. A page that does not open is wrong, and the next is still looked at. */
async function look(visitor, { path, status, name }) {
  const wrong = [];
  try {
    await visitor.visit(path, { status });
  } catch (error) {
    wrong.push(error.message);
  }
  await visitor.screenshot(name);
  wrong.push(...(await visitor.frameFaults()), ...(await visitor.axeFaults()).map(String), ...visitor.faults);
  return wrong;
}
