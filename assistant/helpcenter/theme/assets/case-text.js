/**
 * A case as its customer takes it along, made where nobody can be asked to make it.
 *
 * Word for word what assistant/service/caseform.py reads from the form and what
 * assistant/cases/formats.py writes; a test compares the two.
 */

const BLANK = /^[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Mn}\u115f\u1160\u2800\u3164\uffa0]*$/u;
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACES = new RegExp(`[${SPACE}]+`, "g");
const AROUND = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");
const INVISIBLE = /[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Return the case that a form describes; `words` are those of the page. */
export function draftOf(form, words) {
  const data = new FormData(form);
  const all = (name) => data.getAll(name).map(normalised);
  const one = (name) => all(name)[0] ?? "";
  const names = [...new Set(data.keys())].filter((name) => name.startsWith("fact-")).sort();
  const facts = Object.fromEntries(
    names.map((name) => [name.slice("fact-".length), one(name)]).filter(([, value]) => value));
  const checklist = all("asks").map((id) => {
    const { asks, fact } = words.asks[id];
    const written = form.elements[`check-${id}`];
    const known = written ? trimmed(one(`check-${id}`)) : labelled(words, fact, facts[fact]);
    return { id, asks, known: known || null };
  });
  const priority = one("priority");
  return {
    subject: line(one("subject")),
    description: withAnswers(trimmed(one("description")), checklist, words),
    priority: priority || null,
    priority_reason: reasonOf(form, priority, words),
    plan: facts.plan ?? null,
    facts,
    checklist,
    answers_tried: [...new Set(all("tried"))],
    contact: { name: line(one("name")), email: line(one("email")) },
    policy_version: one("policy_version"),
  };
}

/** Return the case as JSON with its reference. */
export function asJson(draft, reference) {
  return `${JSON.stringify({ reference, ...draft }, null, 2)}\n`;
}

/** Return the case as text that reads well; `titles` are those of articles, by id. */
export function asMarkdown(draft, reference, words, titles) {
  const sections = {
    "What is known": Object.entries(draft.facts)
      .filter(([name, value]) => name !== "plan" && words.facts[name] && value !== words.unknown)
      .map(([name, value]) => `${words.facts[name].ask} ${words.facts[name].labels[value]}`),
    "Not answered yet": draft.checklist.filter((each) => each.known === null).map((each) => each.asks),
    "Articles tried": draft.answers_tried.map((id) => titles[id] ?? id),
  };
  const listed = Object.entries(sections).filter(([, lines]) => lines.length);
  return [
    `# ${escaped(draft.subject)}`,
    items(heading(draft, reference, words)),
    `## What happened\n\n${fenced(draft.description)}`,
    ...listed.map(([title, lines]) => `## ${title}\n\n${items(lines)}`),
  ].join("\n\n") + "\n";
}

/** Return a mailto address with the text in it, cut where it grows too long. */
export function asMail(draft, body, words) {
  const address = `mailto:${quoted(words.mail).replaceAll("%40", "@")}?subject=${quoted(draft.subject)}&body=`;
  const room = words.longest_mail - address.length;
  if (inMail(body).length <= room) return address + inMail(body);
  const left = room - inMail(words.mail_cut).length;
  let signs = [...body];
  while (signs.length && inMail(signs.join("")).length > left) {
    const over = inMail(signs.join("")).length - left;
    signs = signs.slice(0, -Math.max(1, Math.floor(over / 12)));
  }
  return address + inMail(signs.join("") + words.mail_cut);
}

function reasonOf(form, priority, { fits, reason, chosen }) {
  // What was worked out holds for the facts the page came with, and for no others.
  const changed = [...form.querySelectorAll("select option")].some(
    (option) => option.selected !== option.defaultSelected && (option.value || option.defaultSelected));
  if (changed) return "";
  return !reason || priority === "" || priority === fits ? reason : `${chosen} ${reason}`;
}

function labelled(words, fact, value) {
  return value && value !== words.unknown ? words.facts[fact].labels[value] : "";
}

function withAnswers(told, checklist, words) {
  const given = checklist.filter((each) => each.known).map((each) => `- ${each.asks} ${each.known}`);
  return told && given.length ? `${told}\n\n${[words.answers_heading, ...given].join("\n")}` : told;
}

function* heading(draft, reference, words) {
  yield `Reference: ${reference}`;
  if (draft.priority) yield `Priority: ${words.priorities[draft.priority]}`;
  if (draft.priority_reason) yield `Why: ${draft.priority_reason}`;
  if (draft.plan && draft.plan !== words.unknown) yield `Plan: ${words.plans[draft.plan]}`;
  const sender = [draft.contact.name, draft.contact.email].filter(Boolean);
  if (sender.length) yield `From: ${sender.join(", ")}`;
  if (draft.policy_version) yield `Policy version: ${draft.policy_version}`;
}

function items(lines) {
  return [...lines].map((each) => `- ${escaped(each)}`).join("\n");
}

/** Return a text as one line in which Markdown and HTML find no markup. */
function escaped(text) {
  return text.replace(SPACES, " ").replace(/^ | $/g, "").replace(/[\\`*[\]]/g, "\\$&")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function fenced(text) {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}text\n${text}\n${fence}`;
}

function inMail(text) {
  return quoted(text.replaceAll("\n", "\r\n"));
}

/** Write a text as an address has it, like Python's `quote(text, safe="")`. */
function quoted(text) {
  const code = (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, code);
}

function normalised(text) {
  return (text.toWellFormed?.() ?? text).replace(/\r\n?/g, "\n").normalize("NFC").replace(INVISIBLE, " ");
}

function trimmed(text) {
  return BLANK.test(text) ? "" : text.replace(AROUND, "");
}

function line(text) {
  return trimmed(text.replace(TURNS, ""));
}
