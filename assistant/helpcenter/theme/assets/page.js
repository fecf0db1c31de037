/**
 * What every page has: how elements are made, how waiting is shown, and the plan a
 * customer is on, remembered in this browser and nowhere else.
 *
 * `<hc-my-plan data-root>` shows a choice of plans and, once one is chosen, what that
 * plan includes: the same squares as the page about plans, from the same file. On that
 * page the other plans step back. Other scripts follow `planChosen` events.
 */

const KEPT = "hc-plan";
const CHOSEN = "hc-plan-chosen";
const REACH = 2500; // milliseconds to wait for a sign of the service
const SHORT = 100; // milliseconds nobody needs to be told about

/** Make an element; attributes that are false are left out, texts stay texts. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return element;
}

/** Say that something is under way, once it is not short; return what takes that back. */
export function progress(place, words, cancel) {
  const waiting = setTimeout(() => {
    const button = make("button", { type: "button", class: "hc-button hc-button--quiet" }, "Cancel");
    button.addEventListener("click", cancel);
    place.replaceChildren(words, " ", button);
  }, SHORT);
  return () => {
    clearTimeout(waiting);
    place.replaceChildren();
  };
}

/** Return a signal that ends with another one, or after some milliseconds. */
export function endingAfter(milliseconds, signal) {
  const ending = new AbortController();
  const late = setTimeout(() => ending.abort(), milliseconds);
  signal.addEventListener("abort", () => {
    clearTimeout(late);
    ending.abort();
  });
  return ending.signal;
}

/** Return how a body is posted to the API. */
export function posting(body) {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

/** Return something, after some milliseconds. */
export function after(milliseconds, value) {
  return new Promise((done) => setTimeout(done, milliseconds, value));
}

/**
 * Return whether the service is there. One that is slow is: only no answer at all, or a
 * bad one, means that it is not.
 */
export function isThere(signal) {
  const there = fetch("/livez", { cache: "no-store", signal }).then((reply) => reply.ok, () => false);
  return Promise.race([there, after(REACH, true)]);
}

/** Return the id of the remembered plan, or "". */
export function myPlan() {
  try {
    return localStorage.getItem(KEPT) ?? "";
  } catch {
    return ""; // storage is switched off: nothing is remembered
  }
}

/** Remember a plan, or with "" forget it, and tell everybody on the page. */
export function choosePlan(id) {
  try {
    id ? localStorage.setItem(KEPT, id) : localStorage.removeItem(KEPT);
  } catch {
    // It still holds for this page.
  }
  document.dispatchEvent(new CustomEvent(CHOSEN, { detail: id }));
}

/** Call back whenever a plan is chosen, until the signal aborts. */
export function onPlanChosen(react, signal) {
  document.addEventListener(CHOSEN, (event) => react(event.detail), { signal });
}

/** Make a labelled choice of plans; `plans` are objects with id and name. */
export function planChoice(plans, chosen, id) {
  const select = make("select", { id }, make("option", { value: "" }, "Not chosen"),
    plans.map((plan) => make("option", { value: plan.id }, plan.name)));
  select.value = plans.some((plan) => plan.id === chosen) ? chosen : "";
  select.addEventListener("change", () => choosePlan(select.value));
  return make("div", { class: "hc-form" },
    make("div", { class: "hc-field" }, make("label", { for: id }, "My plan"), select));
}

let loading;

/** Return what each plan includes; loaded once a page. */
function plansFrom(root) {
  loading ??= fetch(`${root}data/plans.json`).then((reply) => {
    if (!reply.ok) throw new Error("plans are not there");
    return reply.json();
  });
  return loading;
}

let numbered = 0;

class MyPlan extends HTMLElement {
  async connectedCallback() {
    this.left = new AbortController();
    let all;
    try {
      all = (await plansFrom(this.dataset.root)).plans;
    } catch {
      return; // the link to the page about plans stays
    }
    if (!this.isConnected) return;
    const choice = planChoice(all, myPlan(), `hc-my-plan-${(numbered += 1)}`);
    const place = make("div", { "aria-live": "polite" });
    this.replaceChildren(choice, place);
    const show = (id) => {
      choice.querySelector("select").value = id;
      const plan = all.find((each) => each.id === id);
      place.replaceChildren(...(plan ? [table(plan, this.dataset.root)] : []));
    };
    onPlanChosen(show, this.left.signal);
    if (myPlan()) show(myPlan());
  }

  disconnectedCallback() {
    this.left?.abort();
  }
}

/** Return the table of a plan, with a link to the sentences behind it. */
function table(plan, root) {
  const first = plan.table[0]?.priorities ?? [];
  const head = make("tr", {}, make("td"),
    first.map((square) => make("th", { scope: "col" }, square.name)));
  const rows = plan.table.map((row) => make("tr", {},
    make("th", { scope: "row" }, row.name),
    row.priorities.map((square) => make("td", { class: `hc-square--${square.answer}` },
      square.answer_words, square.charge_words && make("span", { class: "hc-hint" }, square.charge_words)))));
  return make("figure", { class: "hc-plan-table", tabindex: "0", role: "region", "aria-label": plan.name },
    make("table", {}, make("thead", {}, head), make("tbody", {}, rows)),
    make("p", {}, make("a", { href: `${root}plans/#${plan.id}` }, `The words behind this: ${plan.name}`)));
}

/**
 * On the page about plans: keeps the chosen plan in sight and folds the others away. There
 * each plan is a heading with its id, and all that follows up to the next.
 */
class Plans extends HTMLElement {
  async connectedCallback() {
    this.left = new AbortController();
    const { plans } = await plansFrom(this.dataset.root).catch(() => ({ plans: [] }));
    const headings = [...this.parentElement.querySelectorAll(":scope > h2")];
    const parts = plans.map(({ id, name }) => ({ id, name, parts: underneath(headings.find((each) => each.id === id)) }));
    if (!plans.length || this.left.signal.aborted) return;
    const choice = planChoice(plans, myPlan(), "hc-plans-mine");
    choice.append(make("p", { class: "hc-hint" }, "Shows this plan alone. Remembered in this browser only."));
    this.replaceChildren(choice);
    const show = (chosen) => {
      const known = plans.some((each) => each.id === chosen);
      for (const { id, parts: own } of parts) own.forEach((each) => (each.hidden = known && id !== chosen));
    };
    // A link to another plan, or to a sentence of it, unfolds it.
    const arrive = () => {
      const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const part = parts.find(({ parts: own }) => place && own.some((each) => each.contains(place)));
      part?.parts.forEach((each) => (each.hidden = false));
      if (part) place.scrollIntoView();
    };
    onPlanChosen(show, this.left.signal);
    addEventListener("hashchange", arrive, { signal: this.left.signal });
    show(myPlan());
    if (myPlan()) arrive();
  }

  disconnectedCallback() {
    this.left?.abort();
  }
}

/** Return a heading and what follows it, up to the next of its kind or an element of ours. */
function underneath(heading) {
  const parts = [];
  for (let each = heading; each && (each === heading || !each.matches("h2, hc-plans, hc-ask, hc-feedback, .hc-edits")); each = each.nextElementSibling) {
    parts.push(each);
  }
  return parts;
}

customElements.get("hc-plans") ?? customElements.define("hc-plans", Plans);
customElements.get("hc-my-plan") ?? customElements.define("hc-my-plan", MyPlan);
