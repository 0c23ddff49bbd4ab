// What both providers of the tests share: a clock that stands still, a listener on a free port of this machine, and a
// control of their own under /control that only the test knows.
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';

/** What the test says at the start: one JSON object as the only argument. */
export const told = JSON.parse(process.argv[2] ?? '{}');

const Clock = globalThis.Date;
let now = told.now ?? Clock.now();

// The site of a test stands still in time, and so does its provider: a token is signed at the minute the test says.
globalThis.Date = class extends Clock {
  constructor(...words) {
    if (words.length === 0) super(now);
    else super(...words);
  }

  static now() {
    return now;
  }
};

/** Seconds since 1970, as tokens count. */
export const seconds = () => Math.floor(now / 1000);

/**
 * A pair of keys, by way of its text: Node.js 20 waits for itself for ever where the memory is tidied up while a key that it
 * has just made is written as JSON.
 */
export function pair(kind, options) {
  const encoding = (type) => ({ type, format: 'pem' });
  const made = generateKeyPairSync(kind, { ...options, privateKeyEncoding: encoding('pkcs8'), publicKeyEncoding: encoding('spki') });
  return { privateKey: createPrivateKey(made.privateKey), publicKey: createPublicKey(made.publicKey) };
}

/** Lets `handle(request, response)` answer, and `control[PATH](body)` what the test asks; answers the address. */
export async function listen(handle, control) {
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  async function answer(request, response) {
    const [, name] = /^\/control\/([a-z-]+)$/.exec(request.url) ?? [];
    if (name === undefined) return handle(request, response);
    const body = await read(request);
    const said = body === '' ? {} : JSON.parse(body);
    if (name === 'clock') now = said.now;
    const result = name === 'clock' ? {} : await control[name](said);
    json(response, 200, result ?? {});
  }
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Who started it has gone: a provider is nobody's then.
  process.stdin.on('end', () => process.exit(0)).resume();
  return `http://127.0.0.1:${server.address().port}`;
}

/** Says where it stands, in one line: from now on it answers. */
export function ready(words) {
  process.stdout.write(`${JSON.stringify(words)}\n`);
}

/** All that was sent. */
export async function read(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/** Answers with JSON. */
export function json(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
