/**
 * Stops a form from leaving the page while it holds secrets, until its customer decides.
 *
 * The words of the warning are in `<template id="case-guard">`. A page that brings neither
 * them nor the list of secrets along gets both when somebody first writes.
 */

import { make } from "./page.js";
import { secretsIn, without } from "./secrets.js";

const template = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

/** Return the fields of a form that a person writes into. */
const written = (form) => [...form.elements].filter((each) => each.matches("textarea[name], input[name]")
  && ["textarea", "text", "search"].includes(each.type) && each.name !== "website");

/** Return what is said of a field: the words of its label, without what flags it. */
const named = (field) => [...field.labels[0].childNodes].find((each) => each.textContent.trim()).textContent.trim();

/** Stop a form from being sent while it holds secrets, until its customer decides. */
export class Guard {
  constructor(form, words) {
    this.form = form;
    this.words = words;
    this.sent = make("input", { type: "hidden", name: "as_it_is", value: "yes" });
    // Before anything else hears of it: others send the form by a script.
    document.addEventListener("submit", (event) => event.target === form && this.look(event), { capture: true });
    form.addEventListener("input", (event) => event.target.name && this.again());
  }

  found() {
    return written(this.form).flatMap((field) =>
      secretsIn(field.value, this.words.secrets).map((secret) => ({ field, ...secret })));
  }

  look(event) {
    const found = this.found();
    if (!found.length || this.sent.isConnected || document.getElementById("case-as-it-is")?.checked) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.warn(found);
  }

  warn(found) {
    this.warning?.remove();
    this.warning = template("case-guard");
    this.warning.querySelector("ul").append(...found.map((each) => this.line(each)));
    this.on("remove", () => this.remove());
    this.on("send", () => {
      document.querySelector(".ask-case-leaks")?.remove();
      this.form.append(this.sent);
      this.warning.remove();
      this.form.requestSubmit();
    });
    this.warning.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.warning.remove();
      found[0].field.focus();
    });
    this.form.querySelector("[type=submit]").before(this.warning);
    this.warning.focus();
  }

  line({ field, kind, shown, start, end }) {
    const there = make("button", { type: "button", class: "ask-case-link" }, named(field));
    there.addEventListener("click", () => {
      field.focus();
      field.setSelectionRange(start, end);
    });
    const sign = make("span", { class: "hc-version" }, shown);
    return make("li", {}, `${kind[0].toUpperCase()}${kind.slice(1)} (`, sign, `) ${this.words.in_field} `, there);
  }

  on(what, react) {
    this.warning.querySelector(`[data-guard=${what}]`).addEventListener("click", react);
  }

  remove() {
    const fields = new Set(this.found().map(({ field }) => field));
    for (const field of fields) {
      field.value = without(field.value, this.words.secrets, this.words.removed);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const said = make("p", { class: "ask-case-said", role: "status" });
    this.warning.replaceWith(said);
    this.warning = said;
    [...fields][0]?.focus();
    said.textContent = this.words.taken_out;
  }

  /** After a change: what was allowed is asked again, what is gone is no longer said. */
  again() {
    this.sent.remove();
    const holds = this.found().length > 0;
    this.form.toggleAttribute("data-secret", holds);
    if (holds) return;
    this.warning?.remove();
    document.querySelector(".ask-case-leaks")?.remove();
  }
}

/** Guard a form of a page that has neither list nor words; throws where they cannot be had. */
export async function guardFrom(form, url) {
  const { words, template: warning } = await (await fetch(url)).json();
  // A file of our own build; another form of this page may have brought it already.
  if (!document.getElementById("case-guard")) document.body.insertAdjacentHTML("beforeend", warning);
  new Guard(form, words).again();
}
