// A provider of OpenID Connect as organisations run them: npm `oidc-provider`, a certified one, with people of its own.
//
//   node tests/providers/provider.mjs '{"redirect": …, "now": …, "client": …, "secret": …}'
//
// Prints one line of JSON: issuer, client, secret. It asks for PKCE, names itself in what it returns (RFC 9207), and
// tells of sign-outs (OpenID Connect Back-Channel Logout 1.0). Whoever signs in posts `login=SUBJECT` to the page it shows.
import { randomBytes } from 'node:crypto';

import { module } from '../browser/parts.mjs';
import { json, listen, pair, read, ready, told } from './serving.mjs';

const { Provider } = await module('oidc-provider');

const client = told.client ?? 'crosshold';
const secret = told.secret ?? randomBytes(24).toString('base64url');

/** Subject: what it is called, which mail it has, which groups it is in, and how it shows who it is. */
const people = new Map();

/** What was told of sign-outs, and waits to be carried to the site. */
const sent = [];

/** What the provider keeps, by kind and id; rotation makes another provider over the same. */
const kept = new Map();

class Kept {
  constructor(kind) {
    this.rows = kept.get(kind) ?? kept.set(kind, new Map()).get(kind);
  }

  async upsert(id, row) {
    this.rows.set(id, row);
  }

  async find(id) {
    return this.rows.get(id);
  }

  async findByUid(uid) {
    return [...this.rows.values()].find((row) => row.uid === uid);
  }

  async findByUserCode() {
    return undefined;
  }

  async consume(id) {
    this.rows.get(id).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    this.rows.delete(id);
  }

  async revokeByGrantId(grant) {
    for (const rows of kept.values()) {
      for (const [id, row] of rows) if (row.grantId === grant) rows.delete(id);
    }
  }
}

function key(kid, kind) {
  const { privateKey } = pair(...(kind === 'ES256' ? ['ec', { namedCurve: 'P-256' }] : ['rsa', { modulusLength: 2048 }]));
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', kid, alg: kind };
}

const alg = told.alg ?? 'RS256';
let generation = 0;
let keys = [];
let answer;
let current;
let issuer;

/** Where it tells of sign-outs: the site says when it is bound. */
let letters;

/** From now on new keys sign; with `keeps`, the ones before are shown still. */
function rotate({ keeps = true } = {}) {
  generation += 1;
  // oidc-provider signs with the first key that fits; the others are only shown.
  keys = [key(`key-${generation}`, alg), ...(keeps ? keys : [])];
  begin();
}

/** What is set at its start only becomes so by another one over what was kept. */
function begin() {
  current = new Provider(issuer, {
    adapter: Kept,
    jwks: { keys },
    clients: [
      {
        client_id: client,
        client_secret: secret,
        token_endpoint_auth_method: told.auth ?? 'client_secret_basic',
        id_token_signed_response_alg: alg,
        redirect_uris: [told.redirect],
        ...(letters && { backchannel_logout_uri: letters, backchannel_logout_session_required: true }),
      },
    ],
    scopes: ['openid', 'email', 'profile', 'groups'],
    claims: {
      openid: ['sub', 'acr', 'amr', 'auth_time'],
      email: ['email', 'email_verified'],
      profile: ['name'],
      groups: ['groups'],
      acr: null,
      amr: null,
      auth_time: null,
      iss: null,
      sid: null,
    },
    acrValues: ['basic', 'phr', 'phrh', 'https://refeds.org/profile/mfa'],
    // Both kinds of provider are met: those that say all in the ID token, and those that say it when asked (userinfo).
    conformIdTokenClaims: told.terse === true,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, subject) => people.has(subject) && { accountId: subject, claims: () => claims(subject) },
    loadExistingGrant: async ({ oidc }) => {
      const id = oidc.session.grantIdFor(oidc.client.clientId);
      const before = id && (await oidc.provider.Grant.find(id));
      if (before) return before;
      const grant = new oidc.provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId });
      grant.addOIDCScope('openid email profile groups');
      await grant.save();
      return grant;
    },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, Session: 3600 },
    // The site of a test has no address on this machine: the test carries the letter there itself.
    fetch: async (url, options) => {
      sent.push({ url: String(url), type: options.headers.get('content-type'), body: String(options.body) });
      return new Response(null, { status: 200 });
    },
  });
  current.on('server_error', (_, error) => console.error(error));
  answer = current.callback();
}

function claims(subject) {
  const { email, email_verified, name, groups } = people.get(subject);
  return { sub: subject, email, email_verified, name, groups };
}

async function handle(request, response) {
  const [, uid] = /^\/interaction\/([^/?]+)$/.exec(request.url) ?? [];
  if (uid === undefined) return answer(request, response);
  const { prompt, params } = await current.interactionDetails(request, response);
  if (request.method === 'GET') return json(response, 200, { prompt, params });
  const posted = new URLSearchParams(await read(request));
  const subject = posted.get('login');
  const person = people.get(subject);
  if (!person) return current.interactionFinished(request, response, { error: 'access_denied' });
  const login = { accountId: subject, acr: person.acr, amr: person.amr, remember: true };
  return current.interactionFinished(request, response, { login });
}

const control = {
  // Somebody the provider knows from now on.
  person: ({ sub, ...person }) => {
    people.set(sub, { email_verified: true, ...person });
  },
  letters: ({ to }) => {
    letters = to;
    begin();
  },
  rotate: (how) => {
    rotate(how);
    return { kid: keys[0].kid };
  },
  // Ends what `sub` has open here, by the provider's own page, and hands over the letters it wrote to the site.
  logout: async ({ sub }) => {
    sent.length = 0;
    for (const row of [...(kept.get('Session')?.values() ?? [])]) {
      if (row.accountId === sub) await ends(row.jti);
    }
    return sent;
  },
};

async function ends(session) {
  const page = await visit('/session/end', session);
  const [, xsrf] = /name="xsrf" value="([^"]+)"/.exec(await page.text());
  const body = new URLSearchParams({ xsrf, logout: 'yes' });
  const done = await visit('/session/end/confirm', session, { method: 'POST', body });
  if (done.status !== 303) throw new Error(`the provider does not sign out: ${done.status}`);
}

function visit(path, session, more = {}) {
  const headers = { cookie: `${current.cookieName('session')}=${session}` };
  return fetch(issuer + path, { redirect: 'manual', headers, ...more });
}

issuer = await listen(handle, control);
rotate();
ready({ issuer, client, secret });
