/**
 * Waiting, as it is shown everywhere: not at all while it is short, then in words and
 * with a way to end it.
 */

import { make } from "./plan.js";

const SHORT = 100; // milliseconds nobody needs to be told about

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
