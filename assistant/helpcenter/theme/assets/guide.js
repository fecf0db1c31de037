/**
 * The guided path in the browser. Each step stands under the address of its page and says
 * what the page says, decided here from the compiled tables: the path goes on when the
 * host no longer answers. What a page takes for granted can be told otherwise; that, and
 * the plan, stand after the "#" of the address.
 */

import { Layout } from "./answer.js";
import { make, myPlan, onPlanChosen, planChoice } from "./page.js";
import { open } from "./verdicts.js";

const PAGE = "guide/";
const USUAL = ["priority", "next_action"];
const MOST_UNKNOWN = 2;
const UNKNOWN = "unknown";

const loaded = new Map();

/** Return the tables at an address; loaded once a page. */
function tablesAt(url) {
  if (!loaded.has(url)) {
    loaded.set(url, fetch(url).then((reply) => {
      if (!reply.ok) throw new Error("the tables are not there");
      return reply.json();
    }));
  }
  return loaded.get(url);
}

/** Return facts written as "fact.value/fact.value". */
function factsIn(path) {
  return Object.fromEntries(path.split("/").filter(Boolean).map((part) => {
    const at = part.indexOf(".");
    return [part.slice(0, at), part.slice(at + 1)];
  }));
}

function pathOf(facts) {
  return Object.entries(facts).map(([fact, value]) => `${fact}.${value}/`).join("");
}

/** Whether a click is for this page: no other key, no other button, nobody took it yet. */
const plainly = (event) => !(event.defaultPrevented || event.button || event.metaKey
  || event.ctrlKey || event.shiftKey || event.altKey);

class Guide extends HTMLElement {
  async connectedCallback() {
    this.left = new AbortController();
    const { signal } = this.left;
    let tables;
    try {
      tables = await tablesAt(this.dataset.tables);
    } catch {
      return; // the page goes on by its links
    }
    if (signal.aborted) return;
    this.tables = tables;
    this.policy = open(tables);
    this.root = this.dataset.root;
    this.layout = new Layout(tables, this.root);
    this.path = new URL(this.layout.at(`/${PAGE}`), location).pathname;
    this.voice ??= make("p", { class: "hc-unseen", role: "status" });
    this.after(this.voice);
    document.addEventListener("click", (event) => this.jump(event), { signal });
    this.addEventListener("click", (event) => this.follow(event), { signal });
    addEventListener("popstate", () => this.show(false), { signal });
    onPlanChosen(() => this.again(), signal);
    this.fit();
    const { besides } = this.here();
    const differs = Object.keys({ ...besides, ...this.remembered() }).length > 0;
    if (differs) this.show(false);
  }

  disconnectedCallback() {
    this.left?.abort();
  }

  /** Return what the address names: the way in, and the facts. */
  here(url = location) {
    const path = decodeURIComponent(url.pathname.slice(this.path.length));
    const [first] = path.split("/");
    const own = this.tables.entrances.find((each) => each.id === first);
    const entrance = own ?? this.tables.entrances[0];
    const named = factsIn(own ? path.slice(first.length) : path);
    const besides = url.hash.includes(".") ? factsIn(decodeURIComponent(url.hash.slice(1))) : {};
    return { entrance, named, besides };
  }

  /** Return the plan that is remembered, where the address says nothing of one. */
  remembered() {
    const { named, besides, entrance } = this.here();
    const told = { ...entrance.given, ...named, ...besides };
    const known = this.tables.plans.some((each) => each.id === myPlan());
    return known && !("plan" in told) ? { plan: myPlan() } : {};
  }

  /** Decide and lay out what the address names. */
  show(arrived) {
    const { entrance, named, besides } = this.here();
    let step;
    try {
      step = this.step(entrance, named, besides, this.remembered());
    } catch {
      if (arrived) location.reload(); // facts that nobody declared: the host knows what is there
      return;
    }
    this.replaceChildren(...this.layout.step(step).flat(Infinity).filter(Boolean));
    this.fit();
    this.askWhether(step.question === null);
    document.title = `${this.querySelector("h1").textContent.trim()} - ${document.title.split(" - ").at(-1)}`;
    if (arrived) {
      const title = this.querySelector("h1");
      title.tabIndex = -1;
      title.focus({ preventScroll: true });
      this.scrollIntoView({ block: "start" });
    }
  }

  /** Decide a step; what is remembered is told, too, and stays out of the address. */
  step(entrance, named, besides, remembered) {
    const told = { ...entrance.given, ...named, ...besides, ...remembered };
    const asked = Object.keys(named).filter((fact) => named[fact] === UNKNOWN);
    const verdict = this.policy.decide({ facts: told, asked });
    const own = entrance.asks.length > 0 || entrance.decides.join() !== USUAL.join();
    const done = asked.length >= MOST_UNKNOWN;
    const question = own
      ? (done ? null : this.policy.question(told, entrance.decides, entrance.asks))
      : verdict.question;
    const open = Object.values(verdict.contact).some((each) =>
      each.charge !== null && ["yes", "undecided"].includes(each.answer));
    const start = this.layout.at(own ? `/${PAGE}${entrance.id}/` : `/${PAGE}`);
    const hash = Object.keys(besides).length ? `#${pathOf(besides)}` : "";
    return {
      entrance, named: { ...named, ...besides }, remembered, verdict, question,
      decided: own ? entrance.decides.map((each) => this.policy.valued(each, told)) : [],
      planOpen: !("plan" in { ...entrance.given, ...named, ...besides }),
      urgentFirst: verdict.priority.urgent && verdict.priority.value === null && open,
      urls: {
        option: (value) => `${start}${pathOf({ ...named, [question.fact]: value })}${hash}`,
        change: (fact) => this.before(start, named, besides, fact),
        case: this.layout.at(`/case/?${new URLSearchParams(told)}`),
        start: this.layout.at(entrance.at),
      },
    };
  }

  /** Return where a fact is asked again, or no longer told besides. */
  before(start, named, besides, fact) {
    if (fact in besides) {
      const { [fact]: _, ...rest } = besides;
      return `${start}${pathOf(named)}#${pathOf(rest)}`;
    }
    const names = Object.keys(named);
    const earlier = names.slice(0, names.indexOf(fact));
    return start + pathOf(Object.fromEntries(earlier.map((name) => [name, named[name]])));
  }

  /** Lay the step out for another plan, and say what it says now; the choice stays in hand. */
  again() {
    this.show(false);
    document.getElementById("guide-plan")?.focus();
    this.voice.textContent = this.querySelector("h1").textContent.trim();
  }

  /** Ask whether an answer helped, of each step anew, and of no question. */
  askWhether(isAnswer) {
    const place = document.querySelector(".guide-helped");
    if (!place) return;
    const page = location.pathname.slice(this.path.length - PAGE.length - 1);
    this.helped ??= place.firstElementChild.cloneNode(true);
    place.hidden = !isAnswer;
    if (place.dataset.page === page) return;
    place.dataset.page = page;
    const asked = this.helped.cloneNode(true);
    for (const part of [asked, asked.querySelector("template").content]) {
      for (const each of part.querySelectorAll("[name=page]")) each.value = page;
    }
    place.replaceChildren(asked);
  }

  /** Go to a place in this page; the "#" of its address is for facts. */
  jump(event) {
    const link = event.target.closest('a[href^="#"]');
    const place = link && plainly(event) && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!place) return;
    event.preventDefault();
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView();
  }

  /** Take a link to another step in place, as long as it is one. */
  follow(event) {
    const link = event.target.closest("a");
    if (!link || !plainly(event) || link.getAttribute("href").startsWith("#")) return;
    const url = new URL(link.href);
    const isStep = url.origin === location.origin && url.pathname.startsWith(this.path);
    if (!isStep) return;
    event.preventDefault();
    history.pushState(null, "", url);
    this.show(true);
  }

  /** Let the customer tell the plan, and what the answer takes for granted. */
  fit() {
    const rests = this.querySelector("#guide-told")?.closest("section");
    if (!rests || this.querySelector(".guide-options")) return;
    const { named, besides, entrance } = this.here();
    const told = { ...entrance.given, ...named, ...besides };
    this.querySelector(".guide-plan")?.replaceChildren(
      planChoice(this.tables.plans, myPlan(), "guide-plan"));
    const assumed = this.policy.decide({ facts: told }).facts
      .filter((each) => each.origin === "assumed");
    if (!assumed.length) return;
    rests.append(make("details", { class: "ask-fold guide-fit" },
      make("summary", {}, "Something assumed is not so?"),
      make("div", { class: "hc-form" }, assumed.map((each) => this.correction(each)))));
  }

  /** Make the choice by which a fact that was assumed is told otherwise. */
  correction({ name, value }) {
    const { ask, values } = this.layout.facts[name];
    const id = `guide-fit-${name}`;
    const select = make("select", { id }, values.map((each) =>
      make("option", { value: each.id }, each.label)));
    select.value = value;
    select.addEventListener("change", () => {
      history.pushState(null, "", `#${pathOf({ ...this.here().besides, [name]: select.value })}`);
      this.show(true);
    });
    return make("div", { class: "hc-field" }, make("label", { for: id }, ask), select);
  }
}

customElements.get("hc-guide") ?? customElements.define("hc-guide", Guide);
