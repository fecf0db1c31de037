/**
 * The form of a case, beyond what it does without this file: it looks for secrets before
 * anything is sent, suggests articles while somebody types, is kept in this tab until the
 * case is saved, and gives the case away as text where nobody can save it.
 *
 * Words and structure come from the page: from its `<template>`s and from the JSON in
 * `#case-words` (assistant/screens/case.py). A page without a service says `alone` there.
 */

import { asJson, asMail, asMarkdown, draftOf } from "./case-text.js";
import { Guard } from "./guard.js";
import { isThere, make, posting, progress } from "./page.js";
import { without } from "./secrets.js";

const KEPT = "ask-case";
const NOT_SAVED = "not-saved";
const REST = 250; // milliseconds without a key before articles are looked for
const APART = 1000; // from one search to the next, so that saving is never held up
const LONGEST = 400; // signs that are looked at for articles
const ENOUGH = 12; // letters that may say something
const ARTICLES = 3;
const WRITTEN = /^(subject|description|name|email|check-.*)$/;
const LEFT_OUT = /^(asks|offered|assumed-.*|policy_version|website|as_it_is)$/;

const template = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

// ---- Kept in this tab

/** Keep what is written in this tab until the case is saved; bring it back. */
export class Kept {
  constructor(form, { asked, alone }) {
    this.form = form;
    // A page without a service makes one case of each address.
    this.key = alone ? location.search : form.elements.key.value;
    const before = held();
    const whole = location.pathname.endsWith("/case/"); // the address names the facts
    this.same = Boolean(before && (before.key === this.key
      || (asked && JSON.stringify(before.asked) === JSON.stringify(asked))));
    if (this.same) this.restore(before.fields);
    else if (before && whole) this.fillGaps(before.fields);
    this.asked = asked ?? (this.same ? before.asked : undefined);
    this.keep();
    for (const type of ["input", "change"]) form.addEventListener(type, () => this.keep());
    // Loaded again from this address, the page is asked for anew instead of sent anew.
    if (this.asked && !whole) history.replaceState(history.state, "", "/ask/still");
  }

  keep() {
    const fields = [...new FormData(this.form)].filter(([name]) => !LEFT_OUT.test(name));
    store((kept) => kept.setItem(KEPT, JSON.stringify({ asked: this.asked, key: this.key, fields })));
  }

  /** Bring back what was written for other facts; what is told by now stays as it is. */
  fillGaps(fields) {
    for (const [name, value] of fields) {
      const each = WRITTEN.test(name) && this.form.elements[name];
      if (each && !each.value) each.value = value;
    }
  }

  restore(fields) {
    for (const each of this.form.querySelectorAll("[type=checkbox][name=tried]")) each.checked = false;
    for (const [name, value] of fields) {
      for (const each of this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) put(each, value);
    }
  }
}

function put(field, value) {
  if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
  else if (field.type !== "select-one" || [...field.options].some((each) => each.value === value)) field.value = value;
}

/** Return what this tab holds of a case that is not saved yet, or null. */
function held() {
  try {
    return JSON.parse(store((kept) => kept.getItem(KEPT)));
  } catch {
    return null; // somebody else wrote there
  }
}

function store(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null; // storage is switched off
  }
}

// ---- Articles

/** Suggest articles while subject and description are typed; silent where it fails. */
function suggest(form, words) {
  const place = document.getElementById("case-found");
  const tried = new Set([...form.querySelectorAll("[name=offered]")].map((each) => each.value));
  let resting, asking, last = 0;
  const look = async () => {
    last = Date.now();
    asking = new AbortController();
    const told = `${form.elements.subject.value} ${form.elements.description.value}`;
    const text = [...without(told, words.secrets, "").trim()].slice(0, LONGEST).join("");
    // Sent as a message: what a customer writes is in no address.
    const found = text.length < ENOUGH ? null : await read("/api/v1/assist", asking.signal, { text });
    if (asking.signal.aborted) return;
    const sure = found && found.answers_confidence !== "none";
    const hits = sure ? found.answers.filter((each) => !tried.has(each.id)) : [];
    show(hits.slice(0, ARTICLES));
  };
  const show = (hits) => {
    place.hidden = false;
    const links = hits.map(({ title, url }) => make("li", {}, make("a", { href: url }, title)));
    const said = links.length === 1 ? words.one_article : links.length ? `${links.length} ${words.articles}` : "";
    place.querySelector("[role=status]").textContent = said;
    place.querySelector("ul").replaceChildren(...links);
  };
  form.addEventListener("input", ({ target }) => {
    if (!["subject", "description"].includes(target.name)) return;
    clearTimeout(resting);
    asking?.abort();
    resting = setTimeout(look, Math.max(REST, last + APART - Date.now()));
  });
}

async function read(address, signal, body) {
  try {
    const reply = await fetch(address, { ...posting(body), signal });
    return reply.ok ? await reply.json() : null;
  } catch {
    return null;
  }
}

// ---- Sending

/** Save the case once, by the browser; give it away as text where that cannot be. */
function sendOnce(form, words) {
  const button = form.querySelector("[type=submit]");
  const place = form.querySelector(".ask-case-progress");
  let leaving = null;
  const stay = () => {
    leaving?.done();
    leaving = null;
    button.removeAttribute("aria-disabled");
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (leaving) return;
    document.querySelector(".ask-case-along")?.remove();
    const cancelled = new AbortController();
    const cancel = () => {
      cancelled.abort();
      window.stop();
      stay();
    };
    leaving = { done: progress(place, words.saving, cancel) };
    button.setAttribute("aria-disabled", "true");
    const reached = !words.alone && (await isThere(cancelled.signal));
    if (cancelled.signal.aborted) return;
    if (reached) {
      form.submit();
      return;
    }
    stay();
    giveAway(form, words);
  });
  window.addEventListener("pageshow", (event) => event.persisted && stay());
}

/** Show the case as text, to be copied, downloaded or mailed. */
export function giveAway(form, words) {
  const section = template("case-along");
  const draft = draftOf(form, words);
  const text = asMarkdown(draft, NOT_SAVED, words, titlesOf(form));
  const take = (what) => section.querySelector(`[data-take=${what}]`);
  const download = (end, type, content) => {
    take(end).href = URL.createObjectURL(new Blob([content], { type }));
    take(end).download = `case-${NOT_SAVED}.${end}`;
  };
  download("md", "text/markdown", text);
  download("json", "application/json", asJson(draft, NOT_SAVED));
  take("mail").href = asMail(draft, text, words);
  section.querySelector("textarea").value = text;
  copying(section, words);
  form.after(section);
  section.focus();
}

/** Let buttons copy a text, and say whether it was. */
function copying(place, words) {
  for (const button of place.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const box = document.getElementById(button.dataset.copies);
      const copied = await navigator.clipboard?.writeText(box.value).then(() => true, () => false);
      if (!copied) box.select();
      place.querySelector(".ask-case-copied").textContent = copied ? words.copied : words.not_copied;
    });
  }
}

function titlesOf(form) {
  return Object.fromEntries([...form.querySelectorAll("[name=tried]")].map(
    (each) => [each.value, each.labels[0].textContent.trim()]));
}

/** Say how many of the questions are answered, while they are being answered. */
function count(form, words) {
  const place = document.getElementById("case-answered");
  const rows = [...form.querySelectorAll(".ask-case-row > :is(select, textarea)")];
  const answered = (field) => field.value.trim() && !field.selectedOptions?.[0].classList.contains("ask-case-assumed");
  const say = () => {
    const text = `${rows.filter(answered).length} ${words.answered} ${rows.length} answered`;
    if (place && place.textContent !== text) place.textContent = text;
  };
  form.addEventListener("input", say);
  say();
}

/** Once a field is changed, what was wrong with it is no longer said. */
function forgive(form) {
  form.addEventListener("input", ({ target }) => {
    if (!target.hasAttribute("aria-invalid")) return;
    target.removeAttribute("aria-invalid");
    document.getElementById(`${target.id}-fault`)?.remove();
  });
}

/** Fill in the facts that the address names; they are what the page came with. */
function fill(form, named) {
  for (const [fact, value] of Object.entries(named)) {
    const field = form.elements[`fact-${fact}`];
    if (!field) continue;
    put(field, value);
    for (const each of field.options ?? []) each.defaultSelected = each.selected;
  }
}

/** Choose the priority that the named facts come to, where the customer chose none. */
async function settle(form, words, named) {
  try {
    const [{ open }, reply] = await Promise.all([import("./verdicts.js"), fetch(words.tables)]);
    const { priority } = open(await reply.json()).decide({ facts: named });
    words.fits = priority.value;
    document.getElementById("case-unsettled").hidden = priority.value !== null;
    words.reason = priority.reason || priority.says;
    if (form.elements.priority.value) return;
    for (const each of form.elements.priority) each.checked = each.value === (priority.value ?? "");
  } catch {
    // Not an address of ours, or nobody there: the customer chooses.
  }
}

/** Let a case form do all of this. */
export async function enhance(form, words) {
  const named = Object.fromEntries(new URLSearchParams(location.search));
  if (words.alone) fill(form, named);
  const kept = new Kept(form, words);
  new Guard(form, words);
  if (!words.alone) suggest(form, words);
  sendOnce(form, words);
  count(form, words);
  forgive(form);
  form.querySelector("[type=submit]").hidden = false;
  document.querySelector("[autofocus]")?.focus();
  if (words.alone) await settle(form, words, named);
  kept.keep();
}

const words = JSON.parse(document.getElementById("case-words")?.textContent ?? "null");
const caseForm = document.querySelector("form.ask-case");
const resumed = document.getElementById("case-resume");
const asked = resumed && held()?.asked;

if (words?.saved) store((kept) => kept.removeItem(KEPT));
if (words) copying(document, words);
if (words && caseForm) enhance(caseForm, words);
if (asked) {
  resumed.append(...asked.map(([name, value]) => make("input", { type: "hidden", name, value })));
  resumed.submit();
}
