/**
 * Ask from any page: answers and a first impression while somebody types.
 *
 * `<hc-ask data-guide data-person data-secrets>` stands around a real form that works without this
 * file. Its `<template>` holds the ways to a person. What is found appears below the form
 * as plain links, reached by Tab or the arrow keys; the form itself is sent by the
 * browser, so that back, reload and history work as everywhere.
 */

import { after, isThere, make, posting, progress } from "./page.js";

const REST = 250; // milliseconds without a key before anything is looked for
const PAUSE = 800; // more of them before it is read out
const WORD = 3; // letters that may be a word: titles are looked for
const MESSAGE = 12; // letters that may say something: it is read
const GUARDED = 2500; // milliseconds to wait for what looks for secrets
const KEPT = "hc-ask";
const SENT = "hc-ask-sent:";

class Ask extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.box = this.form.elements.text;
    if (!this.found) {
      this.wait = make("span", { class: "ask-panel__wait" });
      this.found = make("div", { class: "ask-panel__found" });
      this.voice = make("p", { class: "hc-unseen", role: "status" });
      this.form.querySelector("[type=submit]").parentElement.append(this.wait);
      this.append(this.found, this.voice);
    }
    this.box.value ||= kept((store) => store.getItem(KEPT)) ?? sentFromHere() ?? "";

    this.left = new AbortController();
    const on = (target, type, react) =>
      target.addEventListener(type, react, { signal: this.left.signal });
    on(this.box, "input", () => this.typed());
    on(this.box, "focus", () => this.guard());
    on(this.form, "submit", (event) => this.send(event));
    on(this, "keydown", (event) => this.pressed(event));
    on(window, "pageshow", (event) => event.persisted && this.stop());
  }

  disconnectedCallback() {
    this.left.abort();
    this.stop();
  }

  /** Look for secrets from now on; done once that is so, or takes too long. */
  guard() {
    this.guarding ??= import("./guard.js")
      .then(({ guardFrom }) => guardFrom(this.form, this.dataset.secrets))
      .catch(() => (this.guarding = null)); // nobody there to send it to, either
    return Promise.race([this.guarding, after(GUARDED)]);
  }

  /** Whether a secret stands in the form that its writer did not say to send. */
  get holdsSecret() {
    return this.form.hasAttribute("data-secret") && !this.form.elements.as_it_is;
  }

  /** End whatever is under way. */
  stop() {
    clearTimeout(this.resting);
    clearTimeout(this.speaking);
    this.asking?.abort();
    this.waited?.();
  }

  /** Begin something that can be ended; return its signal. */
  begin(words, cancel) {
    this.asking = new AbortController();
    this.waited = progress(this.wait, words, cancel);
    return this.asking.signal;
  }

  // ---- While typing

  typed() {
    this.stop();
    this.keep();
    const text = this.box.value.trim();
    if (text.length < WORD) this.show();
    else this.resting = setTimeout(() => this.look(text), REST);
  }

  keep() {
    kept((store) => store.setItem(KEPT, this.box.value));
  }

  async look(text) {
    if (Date.now() < busyUntil) return;
    const signal = this.begin("Looking for answers…", () => this.close());
    await this.guard();
    if (signal.aborted) return;
    if (this.holdsSecret) {
      this.waited();
      return;
    }
    // A few letters are looked for in titles; a message gets into no address.
    const [titles, verdict] = await Promise.all([
      text.length < MESSAGE && read(`/api/v1/suggest?${new URLSearchParams({ q: text })}`, { signal }),
      text.length >= MESSAGE && read("/api/v1/assist", { signal, ...posting({ text, facts: this.facts() }) }),
    ]);
    if (signal.aborted) return;
    this.waited();
    const answers = verdict && verdict.answers_confidence !== "none" ? verdict.answers : [];
    // Half a message is not sent away: only what it says of the policy's matters is shown.
    this.show(titles ? titles.hits : answers, verdict && verdict.scope === "in_scope" ? verdict : null);
  }

  /** Return what the form tells besides the text. */
  facts() {
    const told = [...new FormData(this.form)].filter(([name, value]) => name.startsWith("fact-") && value);
    return Object.fromEntries(told.map(([name, value]) => [name.slice("fact-".length), value]));
  }

  show(answers = [], verdict = null) {
    const parts = [];
    if (verdict?.priority.urgent) parts.push(this.call(verdict));
    if (verdict) {
      parts.push(make("p", {}, make("span", { class: "hc-hint" }, "First impression, until you send it: "),
        make("strong", {}, verdict.action.says), ` ${verdict.priority.says}`));
    }
    if (answers.length) {
      parts.push(make("ul", { class: "ask-panel__answers", "aria-label": "Answers that may help" },
        answers.map((each) => make("li", {}, make("a", { href: each.url }, each.title)))));
    }
    this.found.replaceChildren(...parts);
    const spoken = [verdict?.priority.urgent && verdict.person, verdict?.action.says,
      answers.length && `${answers.length} ${answers.length === 1 ? "answer" : "answers"} found.`];
    this.say(spoken.filter(Boolean).join(" "));
  }

  /** Return the way to call, for what is urgent or may be. */
  call({ priority, person }) {
    const words = priority.value ? "This seems urgent." : "This may be urgent.";
    return make("div", { class: "hc-card hc-card--urgent" },
      make("p", {}, make("strong", {}, words), ` ${person}`), this.ways());
  }

  ways() {
    return this.querySelector("template").content.cloneNode(true);
  }

  /** Have something read out after a pause; the same words are not said again. */
  say(words, pause = PAUSE) {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      if (this.voice.textContent !== words) this.voice.textContent = words;
    }, pause);
  }

  // ---- Keys

  pressed(event) {
    const { key, target } = event;
    if (event.isComposing) return;
    if (key === "Enter" && (event.ctrlKey || event.metaKey) && target === this.box) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (key === "Escape" && (this.found.hasChildNodes() || this.wait.hasChildNodes())) {
      event.preventDefault();
      this.close();
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      this.move(event, key === "ArrowDown" ? 1 : -1);
    }
  }

  close() {
    this.stop();
    this.show();
    this.box.focus();
  }

  /** Go through what was found; from the box only where its own text ends. */
  move(event, step) {
    const links = [...this.found.querySelectorAll("a")];
    const leaves = event.target === this.box && step > 0 && links.length > 0 &&
      this.box.selectionStart === this.box.value.length;
    if (!leaves && !this.found.contains(event.target)) return;
    event.preventDefault();
    const next = links.indexOf(event.target) + step;
    (links[Math.min(next, links.length - 1)] ?? this.box).focus();
  }

  // ---- Sending

  async send(event) {
    event.preventDefault();
    this.stop();
    const signal = this.begin("Asking…", () => this.cancel());
    this.say("Asking…", 0);
    await this.guard();
    if (!signal.aborted && this.holdsSecret) {
      this.stop();
      this.form.requestSubmit(); // what looks for secrets asks its writer first
      return;
    }
    const reached = await isThere(signal);
    if (signal.aborted) return;
    if (!reached) {
      this.waited();
      this.away();
      return;
    }
    // What was sent belongs to this page, for the way back, and no longer to the whole tab.
    kept((store) => store.setItem(SENT + location.pathname, this.box.value));
    kept((store) => store.removeItem(KEPT));
    this.form.submit();
  }

  cancel() {
    window.stop();
    this.keep();
    this.close();
  }

  /** Say that nobody answers, and what works all the same. */
  away() {
    const words = "The assistant cannot be reached.";
    this.found.replaceChildren(make("div", { class: "hc-card" },
      make("p", {}, make("strong", {}, words), " What you wrote is still here. Try again in a moment, or ",
        make("a", { href: this.dataset.guide }, "answer a few questions instead"), "."),
      make("p", { "data-contact": true }, this.dataset.person), this.ways()));
    this.say(`${words} What you wrote is still here.`, 0);
  }
}

/** Use the store of this tab; null where there is none. */
function kept(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null; // storage is switched off
  }
}

/** Return what was sent from this page, to somebody who comes back or reloads. */
function sentFromHere() {
  const [visit] = performance.getEntriesByType("navigation");
  const key = SENT + location.pathname;
  if (visit?.type === "navigate") kept((store) => store.removeItem(key));
  return kept((store) => store.getItem(key));
}

let busyUntil = 0; // until then the service wants to be left alone

/** Return what the service answers; null where it does not. */
async function read(address, options) {
  try {
    const reply = await fetch(address, options);
    if (reply.status === 429) busyUntil = Date.now() + 1000 * (Number(reply.headers.get("Retry-After")) || 1);
    return reply.ok ? await reply.json() : null;
  } catch {
    return null;
  }
}

customElements.get("hc-ask") ?? customElements.define("hc-ask", Ask);
