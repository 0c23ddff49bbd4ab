// The npm packages that the tests use. They live under target/, never in the repository, and are installed by the first
// who needs them: `node tests/browser/parts.mjs` does it ahead of time and prints the folder.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const folder = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target', 'browser');

// Exact versions, so that a new release of a checker cannot turn an unchanged page red.
const versions = {
  'playwright-core': '1.65.1', // drives Debian's Chromium; brings no browser of its own
  '@axe-core/playwright': '4.14.0', // accessibility rules
  yaml: '2.9.1', // reads locales/
  'oidc-provider': '9.13.3', // a provider of OpenID Connect, for the tests of the site
};
// The HTML checker is a Java program: useless weight where there is no Java.
if (spawnSync('java', ['-version']).status === 0) versions['vnu-jar'] = '26.9.27';

/** Installs what is missing or of another version. */
export function install() {
  const wanted = Object.entries(versions).filter(([name, version]) => installed(name) !== version);
  if (wanted.length === 0) return;
  mkdirSync(folder, { recursive: true });
  const names = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  const command = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--silent', ...names];
  for (let attempt = 1; ; attempt += 1) {
    try {
      // What npm prints goes to the error stream: the last line of ours is the folder.
      execFileSync('npm', command, { stdio: ['ignore', 2, 2] });
      return;
    } catch (error) {
      if (attempt === 3) throw error;
      console.error(`npm install failed, try ${attempt} of 3.`);
    }
  }
}

function installed(name) {
  const manifest = join(folder, 'node_modules', name, 'package.json');
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined;
}

/** Loads an installed package. An `import` would look beside this file only, where nothing may be installed. */
export function part(name) {
  install();
  return createRequire(join(folder, 'package.json'))(name);
}

/** As `part`, for a package that is written in modules. */
export function module(name) {
  install();
  return import(pathToFileURL(createRequire(join(folder, 'package.json')).resolve(name)).href);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  install();
  console.log(folder);
}
