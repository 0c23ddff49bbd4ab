// People in a browser. A visitor opens pages in one language and on one screen; whatever goes wrong behind the page (an
// error in a script, a broken rule of the content security policy, a request to another host, a dialog, a missing
// file) is kept as a fault, and `leave` fails on it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { part, root } from './parts.mjs';
import { counted, isRightToLeft, text } from './words.mjs';

/** Screens: `desk` and `phone` are the two widths of the design, `narrow` the least that must work. */
export const screens = {
  desk: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
  narrow: { width: 320, height: 640 },
};

// In a container there is no sandbox to be had, and what starts by itself must not look for the outside world.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
];

/** A browser for one site. `keep` names a folder for the HTML of every page seen, for a checker to read afterwards. */
export async function openBrowser(url, { keep } = {}) {
  // The profile is Playwright's own and goes with the browser; a home of our own keeps the rest out of the person's.
  const home = mkdtempSync(join(tmpdir(), 'crosshold-browser-'));
  const browser = await part('playwright-core').chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: flags,
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
  });
  return {
    /** Someone who opens the site: language of the browser, screen, colours, script or none. */
    async openAs({ language = 'en', screen = 'desk', colours = 'light', scripts = true, zone = 'Europe/Lisbon' } = {}) {
      const context = await browser.newContext({
        baseURL: url,
        locale: language,
        timezoneId: zone,
        viewport: screens[screen],
        colorScheme: colours,
        reducedMotion: 'reduce',
        javaScriptEnabled: scripts,
        hasTouch: screen !== 'desk',
      });
      context.setDefaultTimeout(10_000);
      const visitor = new Visitor(context, { url, language, screen, colours, scripts, keep });
      await visitor.watch();
      return visitor;
    },
    async close() {
      await browser.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** One person at one screen. `faults` is what went wrong so far, in words. */
export class Visitor {
  faults = [];
  expected = new Set();
  kept = 0;

  constructor(context, { url, language, screen, colours, scripts, keep }) {
    Object.assign(this, { context, origin: new URL(url).origin, language, screen, colours, scripts, keep });
  }

  // ---- what goes wrong behind the page

  async watch() {
    await this.context.exposeBinding('reportPolicyViolation', (_, words) => this.fault(`content security policy: ${words}`));
    await this.context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        globalThis.reportPolicyViolation(`${event.effectiveDirective} forbids ${event.blockedURI} in ${event.documentURI}`);
      });
    });
    this.page = await this.context.newPage();
    this.page.on('pageerror', (error) => this.fault(`script: ${error.message}`));
    this.page.on('dialog', async (dialog) => {
      this.fault(`dialog: ${dialog.message()}`);
      await dialog.dismiss();
    });
    this.page.on('console', (message) => {
      // A page that answers 422 on purpose prints this line as well; `response` below judges by the status.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.fault(`console: ${message.text()}`);
      }
    });
    this.page.on('request', (request) => {
      const target = new URL(request.url());
      if (target.protocol.startsWith('http') && target.origin !== this.origin) this.fault(`foreign host: ${target.href}`);
    });
    this.page.on('requestfailed', (request) => {
      // A page that is left stops what it was still loading.
      const reason = request.failure()?.errorText;
      if (reason !== 'net::ERR_ABORTED' && request.url().startsWith(this.origin)) {
        this.fault(`not loaded: ${request.url()} (${reason})`);
      }
    });
    this.page.on('response', (response) => this.judge(response));
  }

  judge(response) {
    const isPage = response.request().resourceType() === 'document';
    const status = response.status();
    if (status >= 400 && !(isPage && this.expected.has(status))) this.fault(`${status} for ${response.url()}`);
  }

  fault(words) {
    this.faults.push(`${words} [on ${this.page?.url() ?? 'no page'}]`);
  }

  // ---- what a person does

  /** A text of the site in the language of this visitor. */
  t(key, gaps) {
    return text(this.language, key, gaps);
  }

  /** The same for a count. */
  n(key, count, gaps) {
    return counted(this.language, key, count, gaps);
  }

  /** Opens a path. A status of 400 or more is a fault unless it is the one expected. */
  async visit(path, { status = 200 } = {}) {
    await this.expecting(status, () => this.page.goto(path, { waitUntil: 'load' }));
  }

  /** Does something that leads to a page with this status, such as 422 for a form that is shown again. */
  async expecting(status, act) {
    if (status >= 400) this.expected.add(status);
    const seen = [];
    const listen = (response) => {
      if (response.request().resourceType() === 'document') seen.push(response);
    };
    this.page.on('response', listen);
    try {
      await act();
      await this.page.waitForLoadState('load');
    } finally {
      this.page.off('response', listen);
      this.expected.delete(status);
    }
    const statuses = seen.map((response) => response.status());
    if (statuses.at(-1) !== status) {
      throw new Error(`expected ${status}, saw ${statuses.join(', ') || 'no page'} at ${this.page.url()}`);
    }
    if (this.keep) await this.keepHtml(seen.at(-1));
  }

  /** Keeps the HTML as the server sent it: the browser's own copy is already mended. */
  async keepHtml(response) {
    this.kept += 1;
    mkdirSync(this.keep, { recursive: true });
    const path = new URL(this.page.url()).pathname.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '') || 'home';
    writeFileSync(join(this.keep, `${this.language}-${this.screen}-${path}-${this.kept}.html`), await response.body());
  }

  /** Signs in as one of the demo's people by the button that carries this name. */
  async signInAs(account) {
    await this.visit('/sign-in');
    await this.expecting(200, () => this.page.locator('form[action="/demo/sign-in"] button').filter({ has: this.page.getByText(account, { exact: true }) }).click());
    if ((await this.page.locator('html').getAttribute('lang')) !== this.language) await this.chooseLanguage();
  }

  /** Chooses the language in the bar, where each stands under its own name: this visitor's, or another for a while. */
  async chooseLanguage(language = this.language) {
    const choice = this.page.locator(`header :is(a, button)[lang="${language}"]`).first();
    if (!(await choice.isVisible())) await this.page.locator(`header details:has([lang="${language}"]) summary`).click();
    await this.expecting(200, () => choice.click());
  }

  /** The button or link with the text of `key` as its whole name. */
  button(key, gaps) {
    return this.page.getByRole('button', { name: this.t(key, gaps), exact: true });
  }
  link(key, gaps) {
    return this.page.getByRole('link', { name: this.t(key, gaps), exact: true });
  }

  /** The field labelled with the text of `key`; an optional field says so after its label. */
  field(key, gaps) {
    const label = this.t(key, gaps).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return this.page.getByLabel(new RegExp(`^\\s*${label}(\\s|$)`, 'u'));
  }

  /** Chooses from a list by its value, by a part of its words, or by its place (the first of all says nothing). */
  async choose(key, { value, has, at }, gaps) {
    const list = this.field(key, gaps);
    const option = value ? list.locator(`option[value="${value}"]`) : has ? list.locator('option', { hasText: has }) : list.locator('option').nth(at);
    await list.selectOption(await option.getAttribute('value'));
  }

  /** A number as the site writes it in the language of this visitor. */
  number(value) {
    return new Intl.NumberFormat(this.language).format(value);
  }

  /** Presses a button and waits for the page it leads to. */
  async press(key, { status = 200, gaps } = {}) {
    await this.expecting(status, () => this.button(key, gaps).first().click());
  }

  /** Follows a link. */
  async follow(key, gaps) {
    await this.expecting(200, () => this.link(key, gaps).first().click());
  }

  /** Waits until the page shows the text of `key`. */
  async sees(key, gaps) {
    await this.page.getByText(this.t(key, gaps)).first().waitFor();
  }

  // ---- what is checked on every page

  /** Frame, width and accessibility of the page as it stands. Fails at once; `name` also takes a picture. */
  async check(name) {
    const wrong = [...(await this.frameFaults()), ...(await this.axeFaults()).filter((fault) => fault.isSerious).map(String)];
    if (name) await this.screenshot(name);
    if (wrong.length > 0) throw new Error(`${this.page.url()}:\n  ${wrong.join('\n  ')}`);
  }

  /** Language and direction, one title and heading, and nothing that makes the page scroll sideways. */
  async frameFaults() {
    const seen = await this.page.evaluate(() => ({
      lang: document.documentElement.lang,
      dir: document.documentElement.dir,
      title: document.title.trim(),
      headings: document.querySelectorAll('h1').length,
      excess: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }));
    const faults = [];
    const dir = isRightToLeft(this.language) ? 'rtl' : 'ltr';
    if (seen.lang !== this.language) faults.push(`lang is "${seen.lang}", not ${this.language}`);
    if (seen.dir !== dir) faults.push(`dir is "${seen.dir}", not ${dir}`);
    if (!seen.title) faults.push('the page has no title');
    if (seen.headings !== 1) faults.push(`${seen.headings} h1 elements`);
    if (seen.excess > 0) faults.push(`wider than the screen by ${seen.excess} px`);
    return faults;
  }

  /** What axe finds against WCAG 2.2 AA and its best practices: each with `isSerious`, printable. */
  async axeFaults() {
    // Without scripts axe itself never ends. The same page is judged where they run.
    if (!this.scripts) return [];
    const { AxeBuilder } = part('@axe-core/playwright');
    const found = await new AxeBuilder({ page: this.page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      // Preloading would fetch style sheets from a script, which the policy of the site forbids.
      .options({ preload: false })
      .setLegacyMode(true)
      .analyze();
    return found.violations.map(({ id, impact, help, nodes }) => ({
      isSerious: impact === 'serious' || impact === 'critical',
      toString: () => `axe ${impact}: ${id} (${help}) at ${nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ')}`,
    }));
  }

  /** A picture of the whole page in target/screenshots. */
  async screenshot(name) {
    const path = join(root, 'target/screenshots', `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    // `initial`: hiding the caret would add a style element, which the policy of the site forbids.
    await this.page.screenshot({ path, fullPage: true, caret: 'initial' });
    return path;
  }

  /** Closes the browser window and fails on everything that went wrong behind the pages. */
  async leave() {
    await this.context.close();
    if (this.faults.length > 0) throw new Error(`behind the pages:\n  ${this.faults.join('\n  ')}`);
  }
}
