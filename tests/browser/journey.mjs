// One stolen sum, followed through the pages by the people who handle it: an officer opens a case, pastes addresses and
// drafts a freeze request; a supervisor issues it; the exchange takes it on, asks and answers; the officer reads what is
// held and accepts. The site stands at CROSSHOLD_URL with the people of the demonstration; `tests/run` starts it.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openBrowser } from './harness.mjs';
import { root } from './parts.mjs';

const pages = join(root, 'target/pages');

// A published address of BIP 173, and the same with one letter wrong.
const unknown = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
const mistyped = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5';

/** A Bitcoin address of the oldest form that nobody has seen: what is frozen already cannot be asked for again. */
function freshAddress() {
  const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
  const payload = Buffer.concat([Buffer.of(0), randomBytes(20)]);
  const checksum = sha256(sha256(payload)).subarray(0, 4);
  let number = BigInt(`0x${Buffer.concat([payload, checksum]).toString('hex')}`);
  let address = '';
  for (; number > 0n; number /= 58n) address = letters[Number(number % 58n)] + address;
  // The version is nought, and each leading nought byte is written as the first letter.
  const noughts = payload.findIndex((byte) => byte !== 0);
  return letters[0].repeat(noughts) + address;
}

const day = 24 * 60 * 60 * 1000;
/** The date so many days from now, as a date field takes it. */
const daysAhead = (days) => new Date(Date.now() + days * day).toISOString().slice(0, 10);
/** A moment, as a field for date and time takes it; only its day matters here. */
const momentAhead = (days) => `${daysAhead(days)}T12:00`;
/** Now to the second, on the clock of the exchange. */
const nowAtExchange = () => new Date().toLocaleString('sv-SE', { timeZone: 'Asia/Singapore' }).replace(' ', 'T');

let browser;

before(async () => {
  rmSync(pages, { recursive: true, force: true });
  browser = await openBrowser(process.env.CROSSHOLD_URL, { keep: pages });
});
after(() => browser?.close());

for (const journey of [
  { language: 'en', screen: 'desk', colours: 'light' },
  { language: 'ar', screen: 'phone', colours: 'dark' },
]) {
  const { language, screen, colours } = journey;

  test(`stolen coins are frozen in ${language}, on a ${screen}, in ${colours}`, { timeout: 115_000 }, async (t) => {
    const held = freshAddress();
    const people = [];
    const picture = (name) => `journey/${language}/${name}`;
    const open = async () => {
      const person = await browser.openAs(journey);
      people.push(person);
      return person;
    };
    const enter = async (name) => {
      const person = await open();
      await person.signInAs(name);
      return person;
    };
    // A part that fails ends the journey: whoever comes next would only wait for a page that is not there.
    let hasFailed = false;
    const part = (name, walk) =>
      t.test(name, { skip: hasFailed && 'an earlier part failed' }, async () => {
        try {
          await walk();
        } catch (error) {
          hasFailed = true;
          for (const [place, person] of people.entries()) await person.screenshot(picture(`failed-${place + 1}`));
          throw error;
        }
      });

    let officer;
    let intake;
    let responder;
    let folder;
    let request;
    let code;

    await part('the officer opens a case', async () => {
      officer = await enter('A. Silva');
      await officer.check(picture('01-home'));
      await officer.visit('/cases/new');
      await officer.press('cases.form.open', { status: 422 });
      await officer.check(picture('02-case-refused'));
      await officer.field('cases.field.title.label').fill('Bridge theft of 2 May');
      await officer.choose('cases.field.offence.label', { value: '09' });
      await officer.field('cases.field.summary.label').fill('Keys of a bridge were stolen; the coins went to an exchange.');
      await officer.press('cases.form.open');
      folder = new URL(officer.page.url()).pathname;
      assert.match(folder, /^\/cases\/[^/]+$/);
      await officer.check(picture('03-case'));
    });

    await part('what is typed and not sent outlives a change of language, and Enter still sends the form', async () => {
      await officer.visit('/cases/new');
      const title = officer.page.locator('input[name="title"]');
      await title.fill('Typed and never sent');
      await officer.page.locator('textarea[name="summary"]').fill('Two\nlines.');
      await officer.chooseLanguage('fr');
      assert.equal(await officer.page.locator('html').getAttribute('lang'), 'fr');
      assert.equal(await title.inputValue(), 'Typed and never sent');
      await officer.chooseLanguage();
      assert.equal(await title.inputValue(), 'Typed and never sent');
      assert.equal(await officer.page.locator('textarea[name="summary"]').inputValue(), 'Two\nlines.');
      await officer.check(picture('03-typed-before'));
      await officer.expecting(422, () => title.press('Enter'));
      assert.equal(new URL(officer.page.url()).pathname, '/cases', 'Enter did not press the button of the form');
      assert.equal(await officer.page.locator('html').getAttribute('lang'), language);
      assert.equal(await title.inputValue(), 'Typed and never sent');
    });

    await part('of the pasted addresses the wrong one is refused with its reason and the repeated one is merged', async () => {
      await officer.visit(`${folder}/indicators/new`);
      await officer.field('cases.field.lines.label').fill([held, unknown, mistyped, held].join('\n'));
      await officer.field('cases.field.source.label').fill('Tracing report 14');
      await officer.field('cases.field.note.label').fill('Exchange deposit');
      await officer.choose('cases.field.source_grade.label', { value: 'B' });
      await officer.choose('cases.field.information_grade.label', { value: '3' });
      await officer.choose('cases.field.confidence.label', { value: 'high' });
      await officer.press('cases.paste.check');
      await officer.sees('indicators.verdict.ambiguous');
      await officer.choose('cases.paste.chain_of_line', { value: 'bitcoin' });
      await officer.press('cases.paste.check_again');
      await officer.sees('indicators.reason.checksum');
      await officer.sees('indicators.verdict_hint.duplicate', { line: officer.number(1) });
      await officer.check(picture('04-paste'));
      await officer.expecting(200, () => officer.page.locator('button[formaction$="/indicators"]').click());
      await officer.sees('cases.paste.added_in_part', { added: officer.number(2), merged: officer.number(0), repeated: officer.number(1) });
      await officer.check(picture('05-added-in-part'));
      await officer.follow('cases.paste.see_case');
      assert.equal(await officer.page.locator('#indicators tbody tr').count(), 2);
      await officer.check(picture('06-case'));
    });

    await part('a slash leads to the search, which finds an address in the case', async () => {
      await officer.visit('/home');
      await officer.page.keyboard.press('/');
      const box = officer.page.getByRole('searchbox', { name: officer.t('site.search.agency'), exact: true });
      assert.ok(await box.evaluate((field) => field === document.activeElement), 'the slash did not lead to the box');
      await box.fill(held);
      await officer.expecting(200, () => box.press('Enter'));
      await officer.sees('search.show.sightings');
      assert.equal(await officer.page.locator(`main a[href="${folder}#indicators"]`).count(), 1);
      await officer.check(picture('06-found'));
    });

    await part('the officer writes a request, explains what the gate asks, and sends it', async () => {
      await officer.visit(`${folder}/requests/new`);
      await officer.press('requests.form.submit', { status: 422 });
      await officer.check(picture('07-request-refused'));
      await officer.choose('requests.form.field.recipient.label', { has: 'Northbank Exchange' });
      await officer.choose('requests.form.field.basis.label', { at: 1 });
      for (const [address, amount] of [[held, '1.25'], [unknown, '0.4']]) {
        const pick = officer.page.getByLabel(officer.t('requests.form.pick', { value: address }), { exact: true });
        await pick.check();
        const row = officer.page.locator('tr').filter({ has: pick });
        await row.locator('select[name="asset"]').selectOption('BTC');
        await row.locator('input[name="amount"]').fill(amount);
      }
      await officer.field('requests.form.field.until.label').fill(daysAhead(20));
      await officer.field('requests.form.field.facts.label').fill('On 2 May the keys of a bridge were stolen. The coins went to the addresses named here within two hours, by the public chain.');
      await officer.press('requests.form.submit');
      await officer.sees('requests.form.stopped');
      await officer.sees('requests.check.document.explain');
      await officer.check(picture('08-gate'));
      for (const explanation of await officer.page.locator('#gate input[name="explanation"]').all()) {
        await explanation.fill('The tracing report is handed over on demand.');
      }
      await officer.press('requests.form.submit');
      await officer.sees('requests.form.submitted.supervisor');
      await officer.sees('requests.status.in_review');
      request = new URL(officer.page.url()).pathname;
      await officer.check(picture('09-in-review'));
    });

    await part('the supervisor approves it, and it is issued', async () => {
      const supervisor = await enter('M. Costa');
      await supervisor.check(picture('10-supervisor-home'));
      await supervisor.visit('/requests');
      await supervisor.check(picture('11-requests'));
      await supervisor.visit(request);
      await supervisor.check(picture('12-approval'));
      await supervisor.press('requests.act.approve');
      await supervisor.sees('requests.status.issued');
      request = new URL(supervisor.page.url()).pathname;
      const paper = supervisor.page.locator('main a[href*="/verify/"]').first();
      code = (await paper.getAttribute('href')).split('/verify/')[1];
      assert.match((await paper.textContent()).trim(), /^(\w{4}-){3}\w{4}$/);
      await supervisor.check(picture('13-issued'));
    });

    await part('anybody with the code can tell that it is real', async () => {
      const stranger = await open();
      await stranger.visit(`/verify/${code}`);
      await stranger.sees('verify.show.live');
      await stranger.check(picture('14-verify'));
      await stranger.visit('/verify/0000-0000-0000-0000', { status: 404 });
      await stranger.sees('verify.show.unknown');
      await stranger.check(picture('15-unknown-code'));
    });

    await part('the exchange acknowledges it and asks', async () => {
      intake = await enter('L. Ong');
      await intake.visit('/requests');
      await intake.check(picture('16-queue'));
      await intake.visit(request);
      await intake.check(picture('17-received'));
      await intake.follow('requests.act.acknowledge');
      await intake.field('requests.field.reference.label').fill('NB-2026-77');
      await intake.press('requests.acts.acknowledge.submit');
      await intake.sees('requests.acts.acknowledge.done');
      await intake.follow('requests.act.ask');
      await intake.choose('requests.field.question.label', { value: 'amount_unclear' });
      await intake.field('requests.field.body.label').fill('Is the amount of the first target before or after fees?');
      await intake.field('requests.field.deadline.label').fill(momentAhead(2));
      await intake.check(picture('18-question'));
      await intake.press('requests.acts.ask.submit');
      await intake.sees('requests.status.clarification');
    });

    await part('the officer answers the question', async () => {
      await officer.visit('/notices');
      await officer.check(picture('19-notices'));
      await officer.visit(request);
      await officer.follow('requests.act.clarify');
      await officer.field('requests.field.body.label').fill('After fees.');
      await officer.check(picture('20-clarification'));
      await officer.press('requests.acts.clarify.submit');
      await officer.sees('requests.acts.clarify.done');
      await officer.check(picture('21-clarified'));
    });

    await part('the responder answers each target', async () => {
      responder = await enter('F. Rahman');
      await responder.visit(request);
      await responder.press('requests.act.start');
      await responder.sees('requests.acts.start.done');
      // Which of the two is target 1 is the case's affair: each row says what it is about.
      const answerOf = async (address) => {
        const row = responder.page.locator('section[aria-labelledby="targets"] tbody tr').filter({ hasText: address.slice(-6) });
        await responder.expecting(200, () => row.locator('a.button').click());
      };
      await answerOf(held);
      await responder.press('requests.acts.answer.submit', { status: 422 });
      await responder.check(picture('22-answer-refused'));
      await responder.page.locator('input[name="outcome"][value="frozen_full"]').check();
      await responder.page.locator('[name="asset"]').first().selectOption({ label: 'BTC' });
      await responder.page.locator('[name="amount"]').first().fill('1.25');
      await responder.field('requests.field.placed_at.label').fill(nowAtExchange());
      await responder.field('requests.field.until.label').fill(momentAhead(19));
      await responder.field('requests.field.account.label').fill('NB-ACC-51');
      await responder.page.locator('[name="match_basis"]').selectOption('deposit_address');
      await responder.page.locator('[name="relied_on"]').selectOption('request');
      await responder.press('requests.acts.answer.submit');
      await responder.sees('requests.status.partly_answered');
      await answerOf(unknown);
      await responder.page.locator('input[name="outcome"][value="no_match"]').check();
      await responder.check(picture('23-answer'));
      await responder.press('requests.acts.answer.submit');
      await responder.sees('requests.status.answered');
      await responder.check(picture('24-answered'));
      await responder.visit('/holds');
      await responder.check(picture('25-holds'));
    });

    await part('the officer reads what is held, how long, and accepts', async () => {
      await officer.visit(request);
      await officer.sees('requests.outcome.frozen_full');
      await officer.sees('requests.outcome.no_match');
      assert.ok(await officer.page.locator('article.hold').first().isVisible(), 'no hold is shown');
      await officer.check(picture('26-held'));
      await officer.follow('requests.act.accept');
      await officer.check(picture('27-acceptance'));
      await officer.press('requests.acts.accept.submit');
      await officer.sees('requests.status.closed');
      await officer.check(picture('28-closed'));
    });

    await t.test('nothing went wrong behind the pages', async () => {
      const faults = [];
      for (const person of people) await person.leave().catch((error) => faults.push(error.message));
      assert.deepEqual(faults, []);
    });
  });
}
