/**
 * Lays out a step of the guided path that was decided in the browser, as the templates do
 * (assistant/screens/templates/guide.html and _answer.html). A test compares the two.
 */

import { make } from "./page.js";

const PREPARED = ["call", "file_case"];
const TONES = ["yes", "no"];

const byId = (list) => Object.fromEntries(list.map((each) => [each.id, each]));

/** Group changes by fact and by what they lead to, both in order of their names. */
function grouped(changes, key) {
  const groups = new Map();
  for (const change of changes) {
    groups.set(change[key], [...(groups.get(change[key]) ?? []), change]);
  }
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
}

export class Layout {
  /** Take the tables that the policy was compiled into, and where the site stands. */
  constructor(tables, root) {
    this.tables = tables;
    this.root = root;
    this.facts = byId(tables.facts);
    this.plans = byId(tables.plans);
    this.channels = byId(tables.channels);
    this.priorities = byId(tables.priorities);
  }

  /**
   * Return the elements of a step.
   *
   * A step has its `entrance`, the facts `named`, the `verdict`, a `question` or null,
   * `decided` where its way in leads to answers of its own, and `urls`: where an answer
   * leads (`option`), where a fact is changed (`change`), the case, and the beginning.
   */
  step(step) {
    const { verdict, question, entrance, named } = step;
    const asking = question !== null;
    this.explainedAt = asking ? this.at("/not-stated/") : "";
    const count = Object.keys(named).length + 1;
    return [
      step.urgentFirst && this.callFirst(verdict.priority),
      make("p", { class: "guide-way" }, asking ? `Question ${count} · ` : "", entrance.title),
      ...(asking ? this.question(step) : this.answer(step)),
      (Object.keys(named).length > 0 || !asking) && this.rests(step),
      !asking && this.foot(step),
    ].filter(Boolean);
  }

  question({ question, urls }) {
    return [
      make("h1", {}, question.text),
      make("p", { class: "ask-reason" }, question.why),
      make("ul", { class: "guide-options" }, question.options.map((option) =>
        make("li", {}, make("a", { href: urls.option(option.value) }, option.label)))),
    ];
  }

  answer(step) {
    const { verdict, decided, urls } = step;
    const quiet = verdict.next_action === "call" ? " hc-button--quiet" : "";
    return [
      ...(decided.length ? this.decided(verdict, decided) : [this.head(verdict)]),
      step.planOpen && make("div", { class: "guide-fit guide-plan" }),
      this.tiles(verdict),
      verdict.case_draft && make("p", { class: "ask-row" },
        make("a", { "data-contact": true, class: `hc-button${quiet}`, href: urls.case },
          "Fill in a case with this")),
      !decided.length && this.why(verdict),
      this.prepare(verdict),
      this.happens(verdict),
      this.channelsOf(verdict),
      this.changes(verdict.priority.would_change),
    ];
  }

  decided(verdict, [first, ...others]) {
    const quoted = Object.values(byId([first, ...others].flatMap((each) => each.clauses)));
    return [
      make("header", { class: "ask-head" }, this.said("h1", first),
        others.filter((each) => each.says).map((each) => this.said("p", each))),
      quoted.length > 0
        && this.section("guide-rests", "The words it rests on", this.quotes(quoted)),
      !verdict.question && this.section("guide-action", verdict.action.says,
        this.said("p", verdict.priority)),
    ];
  }

  head({ action, priority, notices }) {
    const title = make("h1", {}, action.says);
    const way = { class: "ask-urgent__way", "data-contact": true };
    return make("header", { class: "ask-head" },
      priority.urgent && priority.value
        ? make("div", { class: "hc-card ask-urgent ask-urgent--now" }, title,
          make("p", way, this.tables.person.urgent_says), this.ways())
        : title,
      priority.says && this.said("p", priority, "ask-reason"),
      priority.reason && make("p", {}, priority.reason),
      notices.map((notice) => make("p", { class: "ask-notice" }, notice)));
  }

  callFirst(priority) {
    const first = this.priorities[priority.candidates[0]];
    const lead = "You need not answer anything first: it may be "
      + `${first.name}, ${first.label.toLowerCase()}.`;
    return make("section", { class: "hc-card ask-urgent", "aria-labelledby": "ask-call-first" },
      make("h2", { id: "ask-call-first" }, "This may be urgent"),
      make("p", {}, lead),
      make("p", { class: "ask-urgent__way", "data-contact": true },
        this.tables.person.urgent_says),
      this.ways());
  }

  ways() {
    const button = { "data-contact": true, class: "hc-button hc-button--quiet" };
    return this.tables.ways.length > 0 && make("p", { class: "hc-ways" },
      this.tables.ways.map(([label, href]) => make("a", { ...button, href }, label)));
  }

  tiles({ contact, response_time: time }) {
    const { answers, charges, no_time: none } = this.tables.short;
    const tile = (tone, label, words, note) =>
      make("div", { class: `ask-tile ask-tile--${tone}` }, make("dt", {}, label),
        make("dd", { class: "ask-tile__words" }, words),
        note && make("dd", { class: "hc-hint" }, note));
    const tiles = Object.entries(contact).filter(([, each]) => tellsSomething(each)).map(
      ([id, each]) => tile(TONES.includes(each.answer) ? each.answer : "open",
        this.channels[id].name, answers[each.answer], each.charge && charges[each.charge]));
    if (time.says) {
      const within = time.within ? `${time.within} ${time.counted}`.trim() : none;
      tiles.push(tile("open", "First response", within));
    }
    return tiles.length > 0 && make("dl", { class: "ask-tiles" }, tiles);
  }

  why({ priority, question, action }) {
    const clauses = priority.clauses.length || question ? priority.clauses : action.clauses;
    return clauses.length > 0 && this.section("ask-why", "Why", this.quotes(clauses));
  }

  prepare({ next_action: action, case_draft: draft }) {
    if (!draft || !PREPARED.includes(action) || !draft.checklist.length) return null;
    const [title, lead] = action === "call"
      ? ["Before you call",
        "Call at once; do not wait until you have all of this. An engineer will ask:"]
      : ["Before you file the case",
        "Answers you have now save a round of questions. An engineer will ask:"];
    return make("section", { class: "hc-card ask-section ask-prepare", "aria-labelledby": "ask-prepare" },
      make("h2", { id: "ask-prepare" }, title), make("p", {}, lead),
      make("ul", { class: "hc-checks" }, draft.checklist.map((item) =>
        make("li", {}, item.asks, item.known && [" ", make("strong", {}, item.known)]))));
  }

  happens(verdict) {
    const { case_priority: chosen } = verdict;
    const title = verdict.next_action === "call" ? "What happens after you call" : "What happens next";
    const working = [verdict.support_level, verdict.escalation, verdict.account_contact];
    return this.section("ask-next", title,
      make("ul", { class: "ask-expect" }, [verdict.response_time, ...verdict.expect]
        .filter((each) => each.says).map((each) => this.said("li", each))),
      (chosen.starts_says || chosen.says) && [
        make("h3", {}, "The priority of your case"),
        this.said("p", { says: `${chosen.starts_says} ${chosen.says}`, status: chosen.status }),
        this.foldedQuotes(chosen.clauses),
      ],
      make("details", { class: "ask-fold" }, make("summary", {}, "Who works on it"),
        working.filter((each) => each.says).map((each) =>
          [this.said("p", each), this.foldedQuotes(each.clauses)])));
  }

  channelsOf(verdict) {
    const all = Object.entries(verdict.contact);
    const wanted = verdict.facts.find((each) => each.name === "wants")?.value;
    const main = [
      ...all.filter(([, each]) => tellsSomething(each)),
      ...all.filter(([id, each]) => id === wanted && !tellsSomething(each)),
    ];
    const others = all.filter((each) => !main.includes(each));
    const named = ([id, answer]) => [make("h3", {}, this.channels[id].name), ...this.answered(answer)];
    return this.section("ask-may", "What you may use",
      make("div", { class: "ask-channels" },
        main.map((each) => make("div", { class: "hc-card ask-channel" }, named(each)))),
      others.length > 0 && this.folded("Other ways of contact", others.flatMap(named)));
  }

  answered(answer) {
    const charged = answer.charge_says && answer.charge_says !== answer.says;
    const onPlan = (each) => each.charge_says && each.charge_says !== each.says
      ? `${each.says} ${each.charge_says}` : each.says;
    return [
      this.said("p", answer),
      charged && this.said("p", { says: answer.charge_says, status: answer.charge_status }),
      answer.by_plan.length > 0 && make("dl", { class: "ask-plans" }, answer.by_plan.map((each) =>
        [make("dt", {}, this.plans[each.plan].name), make("dd", {}, onPlan(each))])),
      this.foldedQuotes([...answer.clauses, ...answer.charge_clauses]),
    ];
  }

  changes(changes) {
    const either = (each) => each.map((change) => `“${this.label(change.fact, change.value)}”`)
      .reduce((all, one, at) => `${all}${at === each.length - 1 ? " or " : ", "}${one}`);
    return changes.length > 0 && this.section("ask-change", "What would change the priority",
      make("dl", { class: "ask-plans" }, grouped(changes, "fact").map(([fact, some]) => [
        make("dt", {}, this.facts[fact].ask),
        grouped(some, "to").map(([to, each]) =>
          make("dd", {}, `${either(each)} would make it ${this.priorities[to].name}.`)),
      ])));
  }

  rests({ named, remembered, verdict, question, urls }) {
    const line = (fact, value, ...more) => make("li", {},
      make("span", { class: "ask-facts__ask" }, this.facts[fact].ask),
      make("span", { class: "ask-facts__value" },
        make("strong", {}, this.label(fact, value)), " ", ...more));
    const assumed = question ? [] : verdict.facts.filter((each) => each.origin === "assumed");
    return this.section("guide-told", "What this rests on", make("ul", { class: "ask-facts" },
      Object.entries(named).map(([fact, value]) => line(fact, value,
        make("a", { href: urls.change(fact) }, "Change",
          make("span", { class: "hc-unseen" }, ` the answer to “${this.facts[fact].ask}”`)))),
      Object.entries(remembered).map(([fact, value]) => line(fact, value,
        make("span", { class: "hc-hint" }, "remembered in this browser, not in the address"))),
      assumed.map((each) => line(each.name, each.value,
        make("span", { class: "hc-hint" }, this.tables.short.origin)))));
  }

  foot({ verdict, remembered, urls }) {
    const version = verdict.policy_version.replace("sha256:", "").slice(0, 12);
    const { status_names: names, status_means: means } = this.tables.words;
    const shown = statuses(verdict, this.tables.person_status);
    const explained = Object.keys(names).filter((each) => each !== "stated" && shown.has(each));
    return make("footer", { class: "ask-foot hc-hint" },
      make("p", {}, "Proposed from your answers, not binding. The address of this page holds "
        + "them and nothing else; you may share it.",
        Object.keys(remembered).length > 0 && " Your plan is not in it: others see the answer for every plan."),
      make("p", {}, `As of ${verdict.as_of}, policy version `,
        make("span", { class: "hc-version" }, version), "."),
      explained.length > 0 && make("dl", { class: "ask-legend" }, explained.map((each) =>
        [make("dt", { id: `status-${each}` }, names[each]), make("dd", {}, means[each])])),
      make("p", {}, make("a", { href: urls.start }, "Start again")));
  }

  /** Return a value of a fact as customers read it. */
  label(fact, value) {
    const found = this.facts[fact].values.find((each) => each.id === value);
    return found ? found.label : this.tables.words.unknown;
  }

  /** Return an address of the help center as this site links it. */
  at(url) {
    return this.root + url.replace(/^\//, "");
  }

  badge(status) {
    if (!status || status === "stated") return null;
    return make("a", { class: "hc-badge", href: `${this.explainedAt}#status-${status}` },
      this.tables.words.status_names[status],
      make("span", { class: "hc-unseen" }, ", what this means"));
  }

  said(tag, { says, status }, kind) {
    return make(tag, { class: kind }, says, " ", this.badge(status));
  }

  quotes(clauses) {
    return clauses.map(({ id, text, url }) =>
      make("blockquote", { class: "hc-quote", cite: this.at(url) },
        make("p", {}, text),
        make("p", { class: "hc-hint" }, make("a", { href: this.at(url) },
          "Where the policy says this: ", make("span", { class: "hc-version" }, id)))));
  }

  folded(summary, content) {
    return make("details", { class: "ask-fold" }, make("summary", {}, summary), content);
  }

  foldedQuotes(clauses) {
    return clauses.length > 0 && this.folded("The words it rests on", this.quotes(clauses));
  }

  section(id, title, ...content) {
    return make("section", { class: "ask-section", "aria-labelledby": id },
      make("h2", { id }, title), content);
  }
}

/** Tell whether a channel's answer is worth a place of its own. */
export function tellsSomething(answer) {
  return TONES.includes(answer.answer) || answer.charge !== null;
}

function statuses(verdict, person) {
  const contact = Object.values(verdict.contact);
  return new Set([
    person, verdict.priority.status, verdict.action.status, verdict.case_priority.status,
    verdict.support_level.status, verdict.account_contact.status, verdict.escalation.status,
    verdict.response_time.status, ...verdict.expect.map((each) => each.status),
    ...contact.map((each) => each.status), ...contact.map((each) => each.charge_status),
  ]);
}
