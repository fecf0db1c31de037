/**
 * "Did this help?" without leaving the page: the same forms, sent to the API.
 */

import { endingAfter, posting, progress } from "./page.js";

const LIMIT = 5000; // milliseconds in which a note must be taken

class Feedback extends HTMLElement {
  connectedCallback() {
    this.left = new AbortController();
    this.said = this.querySelector("[role=status]");
    this.addEventListener("submit", (event) => this.send(event), { signal: this.left.signal });
  }

  disconnectedCallback() {
    this.left.abort();
  }

  async send(event) {
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    const form = event.target;
    const note = Object.fromEntries(new FormData(form));
    note.helpful = (event.submitter?.name === "helpful" ? event.submitter.value : note.helpful) === "yes";
    const sending = new AbortController();
    const done = progress(this.said, "Sending…", () => sending.abort());
    const taken = await isTaken(note, sending.signal);
    done();
    this.sending = false;
    if (!this.isConnected || sending.signal.aborted) return;
    if (taken) this.ask(form, note);
    else this.say("This could not be noted: the service cannot be reached. What you chose is still here.");
  }

  /** Thank for a note; after a bare No, ask once what was wrong. */
  ask(form, note) {
    const asks = !note.helpful && !note.reason;
    this.say(asks ? "Thank you, it is noted." : "Thank you. It is noted, without your name or address.");
    if (asks) {
      form.replaceWith(this.querySelector("template").content.cloneNode(true));
      this.querySelector("[type=radio]").focus();
    } else {
      form.remove();
      this.said.focus();
    }
  }

  say(words) {
    this.said.textContent = words;
  }
}

async function isTaken(note, cancelled) {
  try {
    const reply = await fetch("/api/v1/feedback", {
      ...posting(note),
      signal: endingAfter(LIMIT, cancelled),
    });
    return reply.ok;
  } catch {
    return false;
  }
}

customElements.get("hc-feedback") ?? customElements.define("hc-feedback", Feedback);
