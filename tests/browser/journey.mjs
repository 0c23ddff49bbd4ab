// One stolen sum, followed through the pages by the people who handle it: an officer opens a case and drafts a freeze
// request, a supervisor issues it, the exchange acknowledges and answers it, and the officer reads what is held. Each
// side reads its own language. The site stands at CROSSHOLD_URL with the demo's people; `tests/run` starts it.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openBrowser } from './harness.mjs';
import { root } from './parts.mjs';

const pages = join(root, 'target/pages');

// Published addresses: the first block's, and an example of BIP 173; the third is the second with two letters exchanged.
const held = '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa';
const unknown = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
const mistyped = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5';

let browser;

before(async () => {
  rmSync(pages, { recursive: true, force: true });
  browser = await openBrowser(process.env.CROSSHOLD_URL, { keep: pages });
});
after(() => browser?.close());

for (const journey of [
  { agency: 'en', exchange: 'en', screen: 'desk', colours: 'light' },
  { agency: 'ar', exchange: 'ar', screen: 'phone', colours: 'dark' },
  { agency: 'fr', exchange: 'zh-Hans', screen: 'desk', colours: 'light', scripts: false },
]) {
  const { agency, exchange, ...sight } = journey;
  const way = `${sight.scripts === false ? 'without scripts' : 'with scripts'}, on a ${sight.screen}, in ${sight.colours}`;

  test(`stolen coins are frozen from ${agency} to ${exchange}, ${way}`, { timeout: 300_000 }, async (t) => {
    const picture = (name) => `journey/${agency}-${exchange}/${name}`;
    const enter = async (account, language) => {
      const person = await browser.openAs({ language, ...sight });
      await person.signInAs(account);
      return person;
    };
    let request;
    let code;

    await t.test('the officer opens a case and drafts a request', async () => {
      const officer = await enter('officer', agency);
      await officer.check(picture('1-home'));

      await officer.visit('/cases/new');
      await officer.check(picture('2-case-new'));
      await officer.press('cases.new.submit', { status: 422 });
      await officer.check(picture('3-case-refused'));
      await officer.field('cases.field.title.label').fill('Bridge theft of 2 May');
      await officer.field('cases.field.summary.label').fill('Keys of a bridge were stolen; coins went to an exchange.');
      await officer.press('cases.new.submit');
      const folder = new URL(officer.page.url()).pathname;
      assert.match(folder, /^\/cases\/[^/]+$/);

      await officer.visit(`${folder}/indicators/new`);
      await officer.field('indicators.field.paste.label').fill([held, unknown, mistyped].join('\n'));
      await officer.press('indicators.new.preview');
      await officer.check(picture('4-paste'));
      await officer.page.getByText(mistyped).first().waitFor();
      await officer.press('indicators.new.submit');
      await officer.check(picture('5-case'));

      await officer.visit(`${folder}/requests/new`);
      await officer.check(picture('6-request-new'));
      await officer.press('requests.new.submit');
      request = new URL(officer.page.url()).pathname;
      assert.match(request, /^\/requests\/[^/]+/);
      await officer.check(picture('7-draft'));
      await officer.press('requests.show.submit');
      await officer.check(picture('8-in-review'));
      await officer.leave();
    });

    await t.test('the supervisor issues it', async () => {
      const supervisor = await enter('supervisor', agency);
      await supervisor.visit('/requests');
      await supervisor.check(picture('9-to-approve'));
      await supervisor.visit(request);
      await supervisor.press('requests.show.issue');
      request = new URL(supervisor.page.url()).pathname;
      code = (await supervisor.page.locator('a[href*="/verify/"]').first().getAttribute('href')).split('/verify/')[1];
      await supervisor.check(picture('10-issued'));
      await supervisor.leave();
    });

    await t.test('anyone with the code can tell that it is real', async () => {
      const stranger = await browser.openAs({ language: exchange, ...sight });
      await stranger.visit(`/verify/${code}`);
      await stranger.check(picture('11-verify'));
      await stranger.leave();
    });

    await t.test('the exchange acknowledges and answers each target', async () => {
      const intake = await enter('intake', exchange);
      await intake.visit('/requests');
      await intake.check(picture('12-queue'));
      await intake.visit(request);
      await intake.check(picture('13-received'));
      await intake.field('requests.field.reference.label').fill('NB-2026-77');
      await intake.press('requests.show.acknowledge');
      await intake.leave();

      const responder = await enter('responder', exchange);
      await responder.visit(request);
      await responder.press('requests.show.start');
      for (const [position, outcome] of [[1, 'frozen_full'], [2, 'no_match']]) {
        await responder.visit(`${request}/targets/${position}/answer`);
        await responder.field('requests.field.outcome.label').selectOption(outcome);
        await responder.check(picture(`14-answer-${position}`));
        await responder.press('requests.answer.submit');
      }
      await responder.check(picture('15-answered'));
      await responder.leave();
    });

    await t.test('the officer reads what is held', async () => {
      const officer = await enter('officer', agency);
      await officer.visit('/notices');
      await officer.check(picture('16-notices'));
      await officer.visit(request);
      await officer.sees('requests.outcome.frozen_full');
      await officer.sees('requests.outcome.no_match');
      await officer.check(picture('17-held'));
      await officer.leave();
    });
  });
}
