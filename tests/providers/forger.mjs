// A provider of OpenID Connect under the hand of a test: it says and signs whatever fault the test names, one at a time.
//
//   node tests/providers/forger.mjs '{"now": …, "client": …, "secret": …}'
//
// Prints one line of JSON: issuer, client, secret. POST /control/forge takes what is wrong from now on; `{}` is nothing:
//   claims          what the ID token says otherwise; null leaves a claim out
//   shift           claims that are times, in seconds from now
//   header          what the head of the token says otherwise
//   sign            rs256 | es256 | none | stripped | secret | public | unknown | stranger
//   userinfo        what userinfo says otherwise
//   back            what the browser brings back otherwise: code, state, iss, error
//   token           what the answer with the token says otherwise
//   discovery       what discovery says otherwise
//   keys            what the list of keys says otherwise
//   at              how a path answers: {"/jwks": {redirect | slow | trickle | bytes | status | body | type | drop}}
//   lax             codes are taken twice, from anybody, without PKCE
import { constants, createHash, createHmac, createSign, randomBytes } from 'node:crypto';

import { json, listen, pair, read, ready, seconds, told } from './serving.mjs';

const client = told.client ?? 'crosshold';
const secret = told.secret ?? randomBytes(24).toString('base64url');

/** What is wrong now. */
let forged = {};

/** Codes that were given: what was asked, and what will be said. */
const codes = new Map();

/** Access tokens that were given, and what userinfo says to them. */
const accesses = new Map();

/** Every call, in order: method, path, and what was said. */
const seen = [];

const person = () => ({
  sub: 'ana',
  email: 'ana.silva@people.example',
  email_verified: true,
  name: 'Ana Silva',
  ...told.person,
  ...forged.person,
});

const pairs = (kid) => ({
  kid,
  rs256: pair('rsa', { modulusLength: 2048 }),
  es256: pair('ec', { namedCurve: 'P-256' }),
});
let own = pairs('own-1');
let rotated = 1;
const stranger = pairs('stranger');

// ---- tokens

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** `claims` under the head and the signature that `forged` names. */
function signed(claims, { header = {}, sign = 'rs256' } = forged) {
  const ways = {
    rs256: [{ alg: 'RS256', kid: own.kid }, (words) => rsa(own, words)],
    es256: [{ alg: 'ES256', kid: `${own.kid}-ec` }, (words) => ec(own, words)],
    // Nobody signs.
    none: [{ alg: 'none' }, () => ''],
    // Somebody signed; what they signed is gone, or was changed.
    stripped: [{ alg: 'RS256', kid: own.kid }, () => ''],
    changed: [{ alg: 'RS256', kid: own.kid }, (words) => rsa(own, `${words}.`)],
    // The secret of the client, and the public key taken for a secret (RFC 8725 §2.1).
    secret: [{ alg: 'HS256' }, (words) => hmac(secret, words)],
    public: [{ alg: 'HS256', kid: own.kid }, (words) => hmac(own.rs256.publicKey.export({ type: 'spki', format: 'pem' }), words)],
    // A key that is not on the list; and one that says to be one of the list.
    unknown: [{ alg: 'RS256', kid: 'nobody' }, (words) => rsa(stranger, words)],
    stranger: [{ alg: 'RS256', kid: own.kid }, (words) => rsa(stranger, words)],
    // A key that the token itself brings along.
    brought: [{ alg: 'RS256', kid: 'brought', jwk: stranger.rs256.publicKey.export({ format: 'jwk' }) }, (words) => rsa(stranger, words)],
  };
  const [head, way] = ways[sign];
  const words = `${encoded(without({ ...head, ...header }))}.${encoded(claims)}`;
  return `${words}.${way(words)}`;
}

const rsa = (key, words) =>
  createSign('sha256').update(words).sign({ key: key.rs256.privateKey, padding: constants.RSA_PKCS1_PADDING }, 'base64url');
const ec = (key, words) =>
  createSign('sha256').update(words).sign({ key: key.es256.privateKey, dsaEncoding: 'ieee-p1363' }, 'base64url');
const hmac = (key, words) => createHmac('sha256', key).update(words).digest('base64url');

/** What is null is left out. */
function without(claims) {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
}

function shifted(shift = {}) {
  return Object.fromEntries(Object.entries(shift).map(([name, by]) => [name, by === null ? null : seconds() + by]));
}

function idToken(nonce) {
  const now = seconds();
  const claims = { iss: issuer, aud: client, iat: now, exp: now + 600, auth_time: now, sid: 'session-1', ...person() };
  if (nonce !== null) claims.nonce = nonce;
  return signed(without({ ...claims, ...shifted(forged.shift), ...forged.claims }));
}

function keys() {
  const rs = { ...own.rs256.publicKey.export({ format: 'jwk' }), kid: own.kid, use: 'sig', alg: 'RS256' };
  const es = { ...own.es256.publicKey.export({ format: 'jwk' }), kid: `${own.kid}-ec`, use: 'sig', alg: 'ES256' };
  return { keys: [rs, es], ...forged.keys };
}

// ---- what it answers

const paths = {
  '/.well-known/openid-configuration': async (_, response) => {
    json(response, 200, without({ ...discovery(), ...forged.discovery }));
  },
  '/jwks': async (_, response) => json(response, 200, keys()),
  '/authorize': async (_, response, query) => {
    const code = randomBytes(16).toString('base64url');
    codes.set(code, { ...Object.fromEntries(query), used: false });
    const back = new URL(query.get('redirect_uri'));
    const said = { code, state: query.get('state'), iss: issuer, ...forged.back };
    back.search = new URLSearchParams(without(said));
    response.writeHead(303, { location: String(back) });
    response.end();
  },
  '/token': async (request, response) => {
    const asked = new URLSearchParams(request.said);
    const code = codes.get(asked.get('code'));
    const wrong = forged.lax ? undefined : refusal(request, asked, code);
    if (wrong) return json(response, wrong === 'invalid_client' ? 401 : 400, { error: wrong });
    if (code) code.used = true;
    const access = randomBytes(16).toString('base64url');
    accesses.set(access, { ...person(), ...forged.userinfo });
    const answer = { access_token: access, token_type: 'Bearer', expires_in: 600, id_token: idToken(code?.nonce ?? null) };
    return json(response, 200, without({ ...answer, ...forged.token }));
  },
  '/userinfo': async (request, response) => {
    const said = accesses.get(request.headers.authorization?.replace(/^Bearer /, ''));
    return said ? json(response, 200, without(said)) : json(response, 401, { error: 'invalid_token' });
  },
};

function discovery() {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'ES256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'email', 'profile', 'groups'],
    claims_supported: ['sub', 'email', 'email_verified', 'name', 'groups', 'acr', 'amr', 'auth_time', 'sid'],
    authorization_response_iss_parameter_supported: true,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
  };
}

/** RFC 6749 §5.2 and RFC 7636 §4.6: why a code is not taken. */
function refusal(request, asked, code) {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const [id, word] = basic
    ? Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent)
    : [asked.get('client_id'), asked.get('client_secret')];
  if (id !== client || word !== secret) return 'invalid_client';
  if (!code || code.used || code.redirect_uri !== asked.get('redirect_uri')) return 'invalid_grant';
  const challenge = createHash('sha256').update(asked.get('code_verifier') ?? '').digest('base64url');
  return code.code_challenge_method === 'S256' && code.code_challenge === challenge ? undefined : 'invalid_grant';
}

async function handle(request, response) {
  const { pathname, searchParams } = new URL(request.url, issuer);
  request.said = await read(request);
  seen.push({ method: request.method, path: pathname, query: Object.fromEntries(searchParams), body: request.said });
  const answer = paths[pathname];
  if (!answer) return json(response, 404, {});
  return (await falters(response, forged.at?.[pathname])) || answer(request, response, searchParams);
}

/** A path that does not answer as it should. */
async function falters(response, fault) {
  if (!fault) return false;
  if (fault.slow) await new Promise((resolve) => setTimeout(resolve, fault.slow));
  if (fault.slow && !fault.status) return false;
  if (fault.drop) response.destroy();
  else if (fault.redirect) response.writeHead(fault.status ?? 302, { location: fault.redirect }).end();
  else if (fault.trickle) trickle(response, fault.trickle);
  else if (fault.bytes) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(`{"padding":"${'x'.repeat(fault.bytes)}"}`);
  } else response.writeHead(fault.status ?? 200, { 'content-type': fault.type ?? 'application/json' }).end(fault.body ?? '{}');
  return true;
}

/** One byte at a time, so that each comes in time and all of them never do. */
function trickle(response, every) {
  response.writeHead(200, { 'content-type': 'application/json' });
  const drops = setInterval(() => response.write(' '), every);
  response.on('close', () => clearInterval(drops));
}

const control = {
  forge: (faults) => {
    forged = faults;
  },
  // New keys sign; those of before are gone from the list.
  rotate: () => {
    rotated += 1;
    own = pairs(`own-${rotated}`);
  },
  // What came in since it was asked last.
  seen: () => ({ calls: seen.splice(0) }),
  // A letter of sign-out (Back-Channel Logout §2.4), wrong in what `faults` say: claims, shift, header, sign.
  letter: (faults) => {
    const now = seconds();
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const jti = randomBytes(12).toString('base64url');
    const claims = { iss: issuer, aud: client, iat: now, exp: now + 120, jti, events, sub: person().sub, sid: 'session-1' };
    const head = { typ: 'logout+jwt', ...faults.header };
    const token = signed(without({ ...claims, ...shifted(faults.shift), ...faults.claims }), { ...faults, header: head });
    return { token };
  },
};

const issuer = await listen(handle, control);
ready({ issuer, client, secret });
