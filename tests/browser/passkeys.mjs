// Passkeys as people use them, with the virtual authenticator of Chromium: a supervisor of the demonstration adds one, signs
// in by it alone, confirms with it, and approves a request by signing it. The site stands at CROSSHOLD_URL, which must be
// http://localhost; `tests/run` starts it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { openBrowser } from './harness.mjs';

let browser;
before(async () => {
  browser = await openBrowser(process.env.CROSSHOLD_URL);
});
after(() => browser?.close());

/** Gives the page of `person` a device with room for passkeys, whose owner has just shown a finger. */
async function device(person) {
  const devices = await person.context.newCDPSession(person.page);
  await devices.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  };
  const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', { options });
  return {
    verified: (isUserVerified) => devices.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

/** Presses a button whose script asks the device first, and waits for the page it leads to. */
async function pressed(person, button) {
  await Promise.all([person.page.waitForEvent('framenavigated'), button.click()]);
  await person.page.waitForLoadState('load');
}

for (const { language, screen } of [
  { language: 'en', screen: 'desk' },
  { language: 'ar', screen: 'phone' },
]) {
  test(`a supervisor signs in and approves with a passkey in ${language}, on a ${screen}`, { timeout: 100_000 }, async () => {
    const person = await browser.openAs({ language, screen });
    const picture = (name) => `passkeys/${language}/${name}`;
    await person.signInAs(language === 'en' ? 'M. Costa' : 'T. Almeida');
    const finger = await device(person);
    await person.visit('/account/passkeys');
    await person.check(picture('01-list'));
    await person.visit('/account/passkeys/new');
    await person.check(picture('02-new'));
    const name = `Laptop ${randomUUID().slice(0, 8)}`;
    await person.page.locator('input[name="name"]').fill(name);
    await pressed(person, person.button('passkeys.new.submit'));
    await person.visit('/account/passkeys');
    assert.equal(await person.page.getByText(name, { exact: true }).count(), 1);
    await person.check(picture('03-added'));
    await person.visit('/account/passkeys/new');
    await person.page.locator('input[name="name"]').fill('Laptop again');
    await person.button('passkeys.new.submit').click();
    await person.page.getByText(person.t('passkeys.script.known')).waitFor();

    await person.visit('/account');
    // The button may be folded away in the menu.
    const out = person.page.locator('form[action="/sign-out"] button').first();
    await Promise.all([person.page.waitForEvent('framenavigated'), out.evaluate((button) => button.click())]);
    await person.page.waitForLoadState('load');
    await person.visit('/sign-in');
    await person.check(picture('04-sign-in'));
    // Whoever cannot show a finger is told so, and may try again.
    await finger.verified(false);
    await person.button('passkeys.ask.sign_in.submit').click();
    await person.page.getByText(person.t('passkeys.script.stopped')).waitFor();
    await finger.verified(true);
    await pressed(person, person.button('passkeys.ask.sign_in.submit'));
    assert.equal(new URL(person.page.url()).pathname, '/home');

    await person.visit('/confirmation?to=/account');
    await person.check(picture('05-confirmation'));
    await pressed(person, person.button('passkeys.ask.confirmation.submit'));
    assert.equal(new URL(person.page.url()).pathname, '/account');

    await person.visit('/requests');
    const links = await person.page.locator('main a[href^="/requests/"]').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    let request;
    for (const link of new Set(links.map((link) => link.split(/[?#]/)[0]))) {
      if (link.split('/').length !== 3) continue;
      await person.visit(link);
      if (await person.page.locator('a.button[href$="/approval"]').count()) {
        request = link;
        break;
      }
    }
    // One request of the demonstration waits for an approver: the first to come signs it.
    assert.ok(request || language !== 'en', 'no request waits for approval');
    if (!request) return await person.leave();
    await person.expecting(200, () => person.page.locator('a.button[href$="/approval"]').first().click());
    await person.check(picture('06-approval'));
    // Of what is looked at twice the approver says that they spoke with the officer: that is signed as well.
    const spoke = person.page.locator('input[name="spoke"]');
    if (await spoke.count()) await spoke.check();
    await pressed(person, person.button('requests.acts.approve.submit'));
    await person.check(picture('07-signed'));
    const file = await person.page.locator('a[href$="/approvals/1.json"]').getAttribute('href');
    const told = await person.page.evaluate((path) => fetch(path).then((answer) => answer.text()), file);
    assert.equal(JSON.parse(told).credential.algorithm, -7);
    if (process.env.CROSSHOLD_VERIFY) {
      const folder = mkdtempSync(join(tmpdir(), 'crosshold-approval-'));
      writeFileSync(join(folder, 'approval.json'), told);
      const { stdout } = await promisify(execFile)(process.env.CROSSHOLD_VERIFY, ['approval', join(folder, 'approval.json')]);
      assert.match(stdout, /the approval holds/);
      rmSync(folder, { recursive: true });
    }
    await person.leave();
  });
}
