// Every word exists in all three languages, with the same slots. Run by `npm run lint`.
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../src/words/', import.meta.url);
const languages = ['en', 'fi', 'sv'];

function flatten(node, path, into) {
  for (const [key, value] of Object.entries(node)) {
    const at = path ? `${path}.${key}` : key;
    if (typeof value === 'string') into.set(at, value);
    else flatten(value, at, into);
  }
  return into;
}

function slots(text) {
  return [...text.matchAll(/\{\{\s*([a-z_]+)/gi)]
    .map((hit) => hit[1])
    .sort()
    .join(',');
}

const problems = [];
for (const file of readdirSync(new URL('en/', root))) {
  const read = (language) => flatten(JSON.parse(readFileSync(new URL(`${language}/${file}`, root), 'utf8')), '', new Map());
  const [english, ...others] = languages.map(read);
  others.forEach((words, index) => {
    const language = languages[index + 1];
    for (const key of english.keys()) if (!words.has(key)) problems.push(`${language}/${file}: ${key} is missing`);
    for (const [key, text] of words) {
      if (!english.has(key)) problems.push(`${language}/${file}: ${key} is not in English`);
      else if (!/_(one|other)$/.test(key) && !/^period\./.test(key) && slots(text) !== slots(english.get(key))) {
        problems.push(`${language}/${file}: ${key} has other slots`);
      }
    }
  });
}
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
