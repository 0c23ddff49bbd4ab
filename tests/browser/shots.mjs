// Pictures of pages, to look at, and what axe and the frame checks find on each.
//
//   node tests/browser/shots.mjs --as officer / /cases /requests
//   node tests/browser/shots.mjs --languages en,ar --screens phone --colours dark /verify/ABCD
//
// --url URL         the site, else CROSSHOLD_URL, else http://127.0.0.1:8080
// --as ACCOUNT      the demo's person to sign in as; nobody when left out
// --languages LIST  en,zh-Hans,fr,ar    --screens LIST  desk,phone (also narrow)    --colours LIST  light,dark
// --name PREFIX     put before the names of the pictures in target/screenshots
// A path of a page that answers 404 on purpose is written 404:/no/such/page.
import { parseArgs } from 'node:util';
import { openBrowser } from './harness.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string', default: process.env.CROSSHOLD_URL ?? 'http://127.0.0.1:8080' },
    as: { type: 'string' },
    languages: { type: 'string', default: 'en,zh-Hans,fr,ar' },
    screens: { type: 'string', default: 'desk,phone' },
    colours: { type: 'string', default: 'light,dark' },
    name: { type: 'string', default: '' },
  },
});
if (positionals.length === 0) {
  console.error('Which pages? For instance: node tests/browser/shots.mjs --as officer / /cases');
  process.exit(2);
}

const browser = await openBrowser(values.url);
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
