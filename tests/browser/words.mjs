// The texts of the site, read from locales/: a test names a key, never a word, and so runs in every language.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { part, root } from './parts.mjs';

const catalogues = new Map();

function catalogue(language) {
  if (!catalogues.has(language)) {
    catalogues.set(language, part('yaml').parse(readFileSync(join(root, 'locales', `${language}.yml`), 'utf8')));
  }
  return catalogues.get(language);
}

/**
 * The text of `key` in `language` with its %{gaps} filled, each isolated where the language is written from right to
 * left. A key or a gap that is not there is an error.
 */
export function text(language, key, gaps = {}) {
  const found = key.split('.').reduce((branch, name) => branch?.[name], catalogue(language));
  if (typeof found !== 'string') throw new Error(`locales/${language}.yml has no text ${key}`);
  return found.replaceAll(/%\{(\w+)\}/g, (_, name) => {
    if (!(name in gaps)) throw new Error(`${key} has a gap ${name} that was not filled`);
    return isRightToLeft(language) ? isolated(String(gaps[name])) : gaps[name];
  });
}

/** As the site isolates: a text filled before that has a letter of the reader's script runs with the page. */
function isolated(value) {
  const isOwn = /[\u2067\u2068]/u.test(value) && /[\u0620-\u064a]/u.test(value);
  return `${isOwn ? '\u2067' : '\u2068'}${value}\u2069`;
}

/** The form of `key` that `language` uses for `count` things. */
export function counted(language, key, count, gaps = {}) {
  const form = new Intl.PluralRules(language).select(count);
  return text(language, `${key}.${form}`, { count: new Intl.NumberFormat(language).format(count), ...gaps });
}

/** Whether a language is written from right to left. */
export function isRightToLeft(language) {
  return language.split('-')[0] === 'ar';
}
