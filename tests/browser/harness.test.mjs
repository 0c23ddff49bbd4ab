// The harness must see what it is there to see. Small pages of its own show it one fault at a time.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { openBrowser } from './harness.mjs';
import { text } from './words.mjs';

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'";
const frame = (inside, { lang = 'en', dir = 'ltr' } = {}) => `<!doctype html><html lang="${lang}" dir="${dir}"><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page</title>
<link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/page.css"></head>
<body><header><details><summary>Language</summary><a href="/arabic" lang="ar">العربية</a></details></header>
<main><h1>A page</h1>${inside}</main></body></html>`;

const pages = {
  '/': frame('<p>Nothing is wrong here.</p>'),
  '/arabic': frame('<p>لا خطأ هنا.</p>', { lang: 'ar', dir: 'rtl' }),
  '/sign-in': frame('<form method="post" action="/demo/sign-in"><button name="as" value="officer"><bdi>officer</bdi></button></form>'),
  '/inline-style': frame('<p style="color: red">Red</p>'),
  '/foreign': frame('<img src="https://example.org/a.png" alt="">'),
  '/broken-script': frame('<script src="/throws.js"></script>'),
  '/printing-script': frame('<script src="/prints.js"></script>'),
  '/missing-file': frame('<img src="/nowhere.png" alt="">'),
  '/no-label': frame('<input name="amount">'),
  '/wide': frame('<p class="wide">Wide</p>'),
  '/dialog': frame('<script src="/asks.js"></script>'),
};
const files = {
  '/page.css': ['text/css', 'body { color: #111; background: #fff } .wide { width: 3000px }'],
  '/icon.svg': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  '/throws.js': ['text/javascript', 'throw new Error("thrown")'],
  '/prints.js': ['text/javascript', 'console.error("printed")'],
  '/asks.js': ['text/javascript', 'alert("asked")'],
};

// A browser that hangs is a failed test.
const limit = { timeout: 60_000 };

let server;
let browser;

before(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url, 'http://site').pathname;
    if (request.method === 'POST') return response.writeHead(303, { location: '/' }).end();
    const [type, body] = files[path] ?? ['text/html; charset=utf-8', pages[path]];
    const status = path === '/refused' ? 422 : body ? 200 : 404;
    response.writeHead(status, { 'content-type': type, 'content-security-policy': policy });
    return response.end(body ?? frame('<p>Not this way.</p>'));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await openBrowser(`http://127.0.0.1:${server.address().port}`);
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

test('a page in order passes, on every screen, in both colours and directions', limit, async () => {
  for (const screen of ['desk', 'phone', 'narrow']) {
    for (const colours of ['light', 'dark']) {
      const visitor = await browser.openAs({ screen, colours });
      await visitor.signInAs('officer');
      await visitor.check();
      await visitor.leave();
    }
  }
  const withoutScripts = await browser.openAs({ scripts: false });
  await withoutScripts.signInAs('officer');
  await withoutScripts.check();
  await withoutScripts.leave();
  const reader = await browser.openAs({ language: 'ar' });
  await reader.signInAs('officer');
  await reader.check('harness/arabic');
  await reader.leave();
});

test('an expected refusal is no fault, an unexpected one is', limit, async () => {
  const visitor = await browser.openAs();
  await visitor.visit('/refused', { status: 422 });
  assert.deepEqual(visitor.faults, []);

  await assert.rejects(visitor.visit('/refused'), /expected 200, saw 422/);
  await assert.rejects(visitor.leave(), /422 for/);
});

for (const [path, fault] of [
  ['/inline-style', /content security policy: style-src-attr forbids/],
  ['/foreign', /foreign host: https:\/\/example\.org/],
  ['/broken-script', /script: thrown/],
  ['/printing-script', /console: printed/],
  ['/missing-file', /404 for .*nowhere\.png/],
  ['/dialog', /dialog: asked/],
]) {
  test(`what goes wrong behind ${path} is seen`, limit, async () => {
    const visitor = await browser.openAs();
    await visitor.visit(path);
    await assert.rejects(visitor.leave(), fault);
  });
}

for (const [path, fault] of [
  ['/no-label', /axe critical: label/],
  ['/wide', /wider than the screen/],
  ['/arabic', /lang is "ar", not en/],
]) {
  test(`what is wrong on ${path} is seen`, limit, async () => {
    const visitor = await browser.openAs();
    await visitor.visit(path);
    await assert.rejects(visitor.check(), fault);
    await visitor.leave();
  });
}

test('a text that is not there is an error, not a name for nothing', () => {
  assert.throws(() => text('en', 'no.such.text'), /no text no\.such\.text/);
});
