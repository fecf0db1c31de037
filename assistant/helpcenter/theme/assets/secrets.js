/**
 * What should not leave the page: card numbers, passwords, codes, keys.
 *
 * The list of patterns comes from assistant/screens/secrets.py, where it is explained; a
 * test finds the same in both.
 */

const LONG = 12; // signs of a secret of which four may be shown

/** Return what looks like a secret: `{kind, start, end, shown}`, in order of the text. */
export function secretsIn(text, list) {
  const found = [];
  for (const { kind, text: pattern, flags, card } of list.patterns) {
    for (const match of text.matchAll(new RegExp(pattern, flags))) {
      const end = match.index + match[0].length;
      if (!card || isCard(match[1], list.card)) found.push({ kind, start: end - match[1].length, end });
    }
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept = found.reduce((all, each) => (each.start >= (all.at(-1)?.end ?? 0) ? [...all, each] : all), []);
  return kept.map((each) => ({ ...each, shown: shown(text.slice(each.start, each.end)) }));
}

/** Return a text with other words in the place of each secret. */
export function without(text, list, instead) {
  return secretsIn(text, list).reduceRight(
    (left, { start, end }) => left.slice(0, start) + instead + left.slice(end), text);
}

function isCard(written, issuers) {
  const digits = written.replace(/[^0-9]/g, "");
  const sum = [...digits].reverse().reduce((total, sign, place) => {
    const digit = Number(sign) * (place % 2 ? 2 : 1);
    return total + (digit > 9 ? digit - 9 : digit);
  }, 0);
  return new RegExp(issuers).test(digits) && sum % 10 === 0;
}

function shown(secret) {
  const signs = [...secret.trim()];
  const first = (count) => signs.slice(0, count).join("");
  return signs.length < LONG ? `${first(1)}…` : `${first(2)}…${signs.slice(-2).join("")}`;
}
