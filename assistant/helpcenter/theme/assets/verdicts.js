/**
 * Verdicts from facts alone, without a server.
 *
 * The tables are compiled from the policy by assistant/desk/verdict_tables.py. What is
 * decided here equals the answer of POST /api/v1/decide byte for byte, and what is asked
 * equals assistant/desk/guided.py; tests/test_twin.py holds them together.
 *
 * @typedef {Record<string, string>} Facts the value of each fact that was named; "unknown"
 *   where it was asked and is not known
 * @typedef {{id: string, text: string, url: string}} Quote
 * @typedef {{value: ?string, says: string, status: ?string, clauses: Quote[]}} Valued
 * @typedef {{value: string, label: string, leads_to: string[]}} Option
 * @typedef {{fact: string, text: string, why: string, options: Option[]}} Question
 */

const UNKNOWN = "unknown";
const UNDECIDED = "undecided";
const PLAN = "plan";
/** What is led to where nothing else is asked for: as in a verdict. */
const USUAL = ["priority", "next_action"];
/** After this many nothing more is asked; the most urgent priority left then decides. */
const MOST_QUESTIONS = 2;
const NOTHING = { value: null, says: "", status: null, clauses: [] };

/** What was given is not in the tables; `code` is the service's word for it. */
export class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.name = "Refused";
    this.code = code;
  }
}

/**
 * Walk through a diagram: a number above zero is the place of a node, which holds its
 * level and then its children; any other is a leaf, minus its number.
 *
 * @param {number[]} where
 * @param {number[]} chosen for each level which child to go to
 * @returns {number} the number of the leaf
 */
export function leafOf(where, chosen) {
  let at = where[0];
  while (at > 0) at = where[at + 1 + chosen[where[at]]];
  return -at;
}

/** Make tables ready to be asked. */
export function open(tables) {
  const { priority: priorityTable } = tables.members;
  const facts = new Map(tables.facts.map((fact) => [fact.id, fact]));
  const valuesOf = (name) => facts.get(name)?.values.map((each) => each.id) ?? [];
  const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);

  // --- What is known: a map of facts to values, or "unknown". `known` holds what was
  // --- named, `given` also what is assumed beside it.

  function checked(named, plan) {
    const known = new Map(Object.entries(named ?? {}));
    if (plan !== undefined && plan !== null) {
      if (known.has(PLAN) && known.get(PLAN) !== plan) {
        throw new Refused("two-plans", "two different plans are given");
      }
      known.set(PLAN, plan);
    }
    for (const [name, value] of known) {
      if (!facts.has(name)) throw new Refused("unknown-name", "no such fact");
      if (value !== UNKNOWN && !valuesOf(name).includes(value)) {
        throw new Refused("unknown-name", `no such value of ${name}`);
      }
    }
    return known;
  }

  function possible(given, name) {
    const value = given.get(name) ?? UNKNOWN;
    return value === UNKNOWN ? valuesOf(name) : [value];
  }

  function assuming(known) {
    const given = new Map(known);
    const surely = (condition) =>
      Object.entries(condition).every(
        ([name, wanted]) =>
          given.has(name) && possible(given, name).every((each) => wanted.includes(each)),
      );
    for (let before = -1; before < given.size; ) {
      before = given.size;
      for (const { id, assumed, assumed_where: where } of tables.facts) {
        if (assumed === null || given.has(id)) continue;
        if (where.length === 0 || where.some(surely)) given.set(id, assumed);
      }
    }
    return given;
  }

  // --- Looking up.

  /** For each level the number of the value, or the one after them for "open". */
  const choices = (given) =>
    tables.levels.map(([name, size]) => {
      const number = valuesOf(name).indexOf(given.get(name));
      return number < 0 ? size : number;
    });
  const find = ({ where, told }, given) => told[leafOf(where, choices(given))];
  const quotes = (ids) => [...new Set(ids)].map((id) => ({ id, ...tables.clauses[id] }));
  const quoted = (told) => ({ ...told, clauses: quotes(told.clauses) });
  const member = (name, given) => quoted(find(tables.members[name], given));

  function valued(decision, given) {
    const table = tables.decisions[decision];
    return table === undefined ? NOTHING : quoted(find(table, given));
  }

  /** How much of all situations still possible leads to each outcome, in whole parts. */
  function spread({ where, outcomes, parts }, given) {
    const chosen = choices(given);
    const found = new Map();
    const mean = (all) => outcomes.map((_, at) => sum(all.map((each) => each[at])) / all.length);
    function below(at) {
      if (at <= 0) return outcomes.map((_, number) => (number === -at ? parts : 0));
      if (!found.has(at)) {
        const size = tables.levels[where[at]][1];
        const child = chosen[where[at]];
        const children = where.slice(at + 1, at + 1 + size);
        found.set(at, child < size ? below(children[child]) : mean(children.map(below)));
      }
      return found.get(at);
    }
    return below(where[0]);
  }

  // --- The members of a verdict.

  function factsUsed(known, given) {
    return [...given.keys()]
      .sort()
      .filter((name) => possible(given, name).length === 1)
      .map((name) => ({
        name,
        value: possible(given, name)[0],
        confidence: known.has(name) ? 1 : null,
        origin: known.has(name) ? "given" : "assumed",
        evidence: [],
      }));
  }

  function wouldChange(given, decided) {
    if (decided === null) return [];
    return tables.priority_facts
      .flatMap((fact) => {
        const held = given.has(fact) ? possible(given, fact) : [];
        return valuesOf(fact)
          .filter((value) => !held.includes(value))
          .map((value) => {
            const other = new Map(given).set(fact, value);
            return { fact, value, to: find(priorityTable, other).value };
          });
      })
      .filter(({ to }) => to !== null && to !== decided);
  }

  function onChannel({ decision, charge }, given) {
    const answer = valued(decision, given);
    const cost = charge === null ? null : valued(charge, given);
    return {
      answer: answer.value ?? UNDECIDED,
      says: answer.says,
      status: answer.status,
      clauses: answer.clauses,
      charge: cost && (cost.value ?? UNDECIDED),
      charge_says: cost ? cost.says : "",
      charge_status: cost && cost.status,
      charge_clauses: cost ? cost.clauses : [],
    };
  }

  function channelAnswer(channel, given) {
    const answered = onChannel(channel, given);
    const plans = tables.plans.map((each) => each.id);
    const left = given.has(PLAN) ? possible(given, PLAN) : plans;
    const settled = answered.answer !== UNDECIDED && answered.charge !== UNDECIDED;
    if (settled || left.length < 2) return { ...answered, by_plan: [] };
    const byPlan = plans
      .filter((plan) => left.includes(plan))
      .map((plan) => {
        const { answer, says, charge, charge_says } = onChannel(
          channel,
          new Map(given).set(PLAN, plan),
        );
        return { plan, answer, says, charge, charge_says };
      });
    return { ...answered, by_plan: byPlan };
  }

  function casePriority(given) {
    const chosen = given.get("customer_priority");
    const starts = valued("case_starts_as", given);
    const change = valued("may_change", given);
    return {
      set: tables.priorities.some((each) => each.id === chosen) ? chosen : null,
      starts_as: starts.value,
      may_change: change.value ?? UNDECIDED,
      starts_says: starts.says,
      says: change.says,
      status: change.status,
      clauses: quotes([...starts.clauses, ...change.clauses].map((each) => each.id)),
    };
  }

  function caseDraft(used, priority) {
    const asked = ({ priorities }) =>
      priorities.length === 0 || priorities.some((each) => priority.candidates.includes(each));
    function known(fact) {
      const found = used.find((each) => each.name === fact && each.origin === "given");
      return found ? facts.get(fact).values.find((each) => each.id === found.value).label : null;
    }
    return {
      subject: "",
      description: "",
      priority: priority.value,
      priority_reason: priority.reason || priority.says,
      plan: used.find((each) => each.name === PLAN)?.value ?? null,
      facts: Object.fromEntries(used.map(({ name, value }) => [name, value])),
      checklist: tables.checklist
        .filter(asked)
        .map(({ id, asks, fact }) => ({ id, asks, known: known(fact) })),
      answers_tried: [],
      contact: { name: null, email: null },
      policy_version: tables.policy_version,
    };
  }

  // --- Questions.

  /** The question about a fact, with the priorities that each answer leaves possible. */
  function questionAbout(name, known) {
    const { ask, why, values } = facts.get(name);
    const leadsTo = (value) =>
      find(priorityTable, assuming(new Map(known).set(name, value))).candidates;
    const still = possible(known, name);
    const options = values
      .filter(({ id }) => still.includes(id))
      .map(({ id, label }) => ({ value: id, label, leads_to: leadsTo(id) }));
    const unknown = leadsTo(still.length === 1 ? still[0] : UNKNOWN);
    options.push({ value: UNKNOWN, label: tables.words.unknown, leads_to: unknown });
    return { fact: name, text: ask, why, options };
  }

  /** The question that helps most; null where no answer changes one of the targets. */
  function bestQuestion(targets, known) {
    const given = assuming(known);
    const first = targets.includes("priority") ? soonestSettled(known) : [];
    for (const target of targets) {
      const table = tables.spreads[target];
      const doubts = new Map();
      for (const name of [...facts.keys()].filter((each) => !given.has(each)).sort()) {
        const after = valuesOf(name).map((id) => spread(table, new Map(given).set(name, id)));
        if (after.some((each) => each.some((n, at) => n !== after[0][at]))) {
          doubts.set(name, sum(after.map((each) => doubt(each, table.parts))) / after.length);
        }
      }
      const least = Math.min(...doubts.values());
      const best =
        first.find((name) => doubts.has(name)) ??
        [...doubts.keys()].find((name) => doubts.get(name) === least);
      if (best !== undefined) return questionAbout(best, known);
    }
    return null;
  }

  /** Facts behind the priority, those first whose answer is likeliest to settle it. */
  function soonestSettled(known) {
    const about = new Map([...known].filter(([name]) => tables.priority_facts.includes(name)));
    const isOpen = (named) => find(priorityTable, assuming(named)).value === null;
    if (!isOpen(about)) return [];
    return tables.priority_facts
      .filter((name) => !about.has(name))
      .map((name) => {
        const open = valuesOf(name).filter((id) => isOpen(new Map(about).set(name, id)));
        return { name, cost: open.length / valuesOf(name).length };
      })
      .sort((one, other) => one.cost - other.cost || (one.name < other.name ? -1 : 1))
      .map(({ name }) => name);
  }

  function verdictOn(known, asked = []) {
    const given = assuming(known);
    const used = factsUsed(known, given);
    const priority = member("priority", given);
    priority.would_change = wouldChange(given, priority.value);
    let action = member("action", given);
    let question = null;
    const mayAsk = asked.length < MOST_QUESTIONS;
    if (mayAsk && (priority.value === null || !priority.urgent)) {
      const wanted = tables.channels.filter(({ id }) => id === given.get("wants"));
      question = bestQuestion([...USUAL, ...wanted.map((each) => each.decision)], known);
    }
    if (question !== null) {
      const asking = member("action_while_asking", given);
      // Else what to do is settled whatever the answer would be.
      if (asking.value === "answer_question") action = asking;
      else question = null;
    }
    const unsettled = question === null && priority.candidates.length > 1;
    return {
      policy_version: tables.policy_version,
      as_of: tables.as_of,
      scope: tables.scope,
      facts: used,
      priority,
      contact: Object.fromEntries(
        tables.channels.map((channel) => [channel.id, channelAnswer(channel, given)]),
      ),
      case_priority: casePriority(given),
      support_level: valued("support_level", given),
      account_contact: valued("account_contact", given),
      escalation: member("escalation", given),
      response_time: member("response_time", given),
      expect: find(tables.members.expect, given).map(quoted),
      next_action: action.value,
      action,
      question,
      answers: [],
      answers_confidence: "none",
      case_draft: action.value === "none" ? null : caseDraft(used, priority),
      person: priority.urgent ? tables.person.urgent_says : tables.person.says,
      notices: unsettled ? [tables.words.most_urgent_decides] : [],
      also: [],
    };
  }

  return {
    /**
     * Decide from facts; `plan` is short for `facts.plan`.
     *
     * @param {{facts?: Facts, plan?: ?string, asked?: string[]}} request `asked` holds
     *   the facts of `facts` that were asked and are not known
     * @returns {object} the verdict
     * @throws {Refused}
     */
    decide: ({ facts: named, plan, asked }) => verdictOn(checked(named, plan), asked),

    /**
     * Find what to ask next on the guided path.
     *
     * @param {Facts} named
     * @param {string[]} [decides] decisions to lead to, the most important first; where
     *   these are the usual ones, it is the question of the verdict
     * @param {string[]} [asks] facts to ask first, also where a value would be assumed
     * @returns {?Question}
     * @throws {Refused}
     */
    question(named, decides = USUAL, asks = []) {
      const known = checked(named);
      const first = asks.find((each) => !known.has(each));
      if (first !== undefined) return questionAbout(first, known);
      if (decides.join() === USUAL.join()) return verdictOn(known).question;
      return bestQuestion(decides, known);
    },

    /**
     * Tell what one decision comes out as.
     *
     * @param {string} decision of a channel, of a verdict or of an entrance
     * @param {Facts} named
     * @returns {Valued}
     * @throws {Refused}
     */
    valued: (decision, named) => valued(decision, assuming(checked(named))),
  };
}

/** The doubt about an outcome in whole billionths of a bit, as the service counts it. */
function doubt(counts, parts) {
  const shares = counts.filter((each) => each > 0).map((each) => each / parts);
  shares.sort((one, other) => one - other);
  const bits = shares.reduce((total, each) => total - each * Math.log2(each), 0);
  return Math.floor(bits * 1e9 + 0.5);
}
