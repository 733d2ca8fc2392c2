// A client of the provider: it asks, acknowledges, reads, and makes good what
// got lost. What it must not lose is in the store.
import { parseExact } from "./amounts.mjs";
import { passing, pause, Refusal } from "./provider.mjs";

const AT_ONCE = 4; // notifications of one link that are worked on at the same time
const STEADY = 5; // looks at an even pace, before they get rarer
const LONG_GAP = 60_000; // ms

const TYPES = { ACCOUNTS: "accounts", OWNERS: "owners", TRANSACTIONS: "transactions", BILLS: "bills", BALANCES: "balances" };
const DATED = ["transactions", "balances"];
const ENDINGS = {
  "LINK link_deleted": "deleted",
  "LINK invalid_credentials": "broken",
  "LINK token_required": "broken",
  "CONSENT openfinance_consent_expired": "broken",
  "CONSENT consent_expired": "broken",
};

// The path word of what a notification says is there; undefined for types and
// codes that this client does not know.
function wordOf({ webhook_type, webhook_code }) {
  const word = Object.hasOwn(TYPES, webhook_type) ? TYPES[webhook_type] : undefined;
  const codes = ["historical_update", `new_${word}_available`];
  if (word === "transactions") codes.push("new_transactions_updated", "transactions_updated", "transactions_deleted");
  return codes.includes(webhook_code) ? word : undefined;
}

// Ids of 32 hexadecimal digits are spelt with dashes or without; others are
// opaque.
function canonical(id) {
  const plain = String(id).replaceAll("-", "").toLowerCase();
  return /^[0-9a-f]{32}$/.test(plain) ? plain : String(id);
}

function readRow(record) {
  if (typeof record?.id !== "string" || record.id === "") throw new Error("a record has no id");
  return { id: record.id, amount: record.amount ?? "", at: record.collected_at ?? null };
}

// What has no results is no list.
function readPage(text) {
  const page = parseExact(text);
  if (!Array.isArray(page?.results)) throw new Error("a page has no results");
  return { next: page.next ?? null, rows: page.results.map(readRow) };
}

export class Client {
  #lanes = new Map(); // link → {free, waiting}

  constructor(store, provider, pollsWithin, log) {
    Object.assign(this, { store, provider, pollsWithin, log });
  }

  // resume goes on with what the last life of the process left.
  resume() {
    for (const n of this.store.work.values()) this.#run(this.#work(n));
    for (const o of this.store.orders) {
      if (o.state === "placed") this.#run(this.#post(o.number));
      if (o.state === "accepted" || o.state === "unanswered") this.#run(this.#watch(o.number));
    }
  }

  ask(asking) {
    this.#run(this.#post(this.store.place(asking)));
  }

  // hear takes a notification; the work comes after the acknowledgement.
  hear(n) {
    if (this.store.take(n)) setImmediate(() => this.#run(this.#work(n)));
  }

  #run(promise) {
    promise.catch((error) => this.log(`our own mistake: ${error.stack}`));
  }

  async #post(number) {
    const o = this.store.orders[number - 1];
    if (o.state !== "placed") return;
    this.store.progress(number, "sent");
    try {
      const period = DATED.includes(o.resource) && o.date_from && o.date_to ? { date_from: o.date_from, date_to: o.date_to } : {};
      this.#answered(o, await this.provider.post(o.resource, { link: o.link, ...period }));
    } catch (error) {
      this.log(`order ${number} for ${o.resource}: ${error.message}`);
      if (error instanceof Refusal && ![408, 504].includes(error.status)) return this.#conclude(o, error);
      this.store.progress(number, "unanswered"); // it may have been accepted
    }
    await this.#watch(number);
  }

  // Data that came at once is taken; what was only accepted is waited for.
  #answered(o, { status, text }) {
    if (status === 202) {
      const { request_id: requestID } = JSON.parse(text);
      if (typeof requestID !== "string" || requestID === "") throw new Error("the answer has no request_id");
      this.log(`request ${requestID} for ${o.resource} was accepted`);
      return this.store.progress(o.number, "accepted", requestID);
    }
    const rows = status === 204 ? [] : parseExact(text).map(readRow);
    this.store.keep({ link: o.link, resource: o.resource, walk: this.store.walk(), rows });
    this.#conclude(o);
  }

  async #work(n) {
    try {
      await this.#handle(n);
    } catch (error) {
      this.log(`${n.webhook_type} ${n.webhook_code} of request ${n.request_id}: ${error.message}`);
    }
    this.store.finish(n.webhook_id);
  }

  // Strangers, what is not known, and links that are gone are heard, and nothing
  // follows.
  async #handle(n) {
    const state = this.store.links.get(n.link_id);
    if (!state) return;
    const ending = ENDINGS[`${n.webhook_type} ${n.webhook_code}`];
    if (ending) {
      if (state !== "deleted") this.store.mark(n.link_id, ending);
      return;
    }
    const resource = wordOf(n);
    if (!resource || state !== "alive") return;
    const o = (await this.#match(n, resource)) ?? { number: 0, link: n.link_id, resource };
    const errors = n.data?.errors;
    if (Array.isArray(errors) && errors.length > 0) {
      this.store.conclude(o.link, o.resource, o.number, "failed");
      throw new Error(`it could not be gathered: ${JSON.stringify(errors)}`);
    }
    await this.#fetch(n, o);
  }

  // match finds the order that a notification answers. It can come before the
  // answer to the request: then it waits for that. Refreshes by the provider
  // carry ids that nobody has seen.
  async #match(n, resource) {
    for (;;) {
      const ours = this.store.orders.filter((o) => o.link === n.link_id);
      const found = ours.find((o) => o.requestID && n.request_id && canonical(o.requestID) === canonical(n.request_id));
      if (found) return found;
      const same = ours.filter((o) => o.resource === resource);
      if (!same.some((o) => o.state === "sent")) return n.process_type === "async_post" ? same.find((o) => o.state === "unanswered") : undefined;
      await this.store.changed();
    }
  }

  // What changed or vanished can lie outside of any period.
  async #fetch(n, order) {
    const named = ["transactions_updated", "transactions_deleted"].includes(n.webhook_code);
    const o = named ? { ...order, date_from: "", date_to: "" } : order;
    if (o.number) this.store.progress(o.number, "told");
    const release = await this.#lane(o.link);
    try {
      const walk = this.store.walk();
      await this.#read(o, walk);
      const ids = n.webhook_code === "transactions_deleted" && Array.isArray(n.data?.transactions) ? n.data.transactions : [];
      if (ids.length > 0) this.store.drop({ link: o.link, resource: o.resource, walk, ids });
      this.#conclude(o);
    } catch (error) {
      this.#conclude(o, error);
      throw error;
    } finally {
      release();
    }
  }

  // read holds all rows of an order and tells whether any was new; a glance ends
  // at a first page that has nothing new.
  async #read(o, walk, glance = false) {
    const query = { link: o.link };
    if (DATED.includes(o.resource) && o.date_from && o.date_to) Object.assign(query, { value_date__gte: o.date_from, value_date__lte: o.date_to });
    let news = false;
    for await (const rows of this.provider.pages(o.resource, query, readPage, { once: glance })) {
      news = this.store.keep({ link: o.link, resource: o.resource, walk, rows }) || news;
      if (glance && !news) break;
    }
    return news;
  }

  #conclude(o, error) {
    if (error?.endsLink) return this.store.mark(o.link, "broken");
    this.store.conclude(o.link, o.resource, o.number, error ? "failed" : "ready");
  }

  // watch looks by itself whether the data of an order is there, since a
  // notification can get lost: at a steady pace at first, then more rarely.
  async #watch(number) {
    const o = this.store.orders[number - 1];
    const waits = () => o.state === "accepted" || o.state === "unanswered";
    let gap = this.pollsWithin * 0.9;
    for (let look = 1; ; look++) {
      await pause(gap);
      if (!waits()) return;
      try {
        if ((await this.#read(o, this.store.walk(), true)) && waits()) return this.#conclude(o);
      } catch (error) {
        if (!waits()) return;
        if (error instanceof Refusal && !passing(error)) return this.#conclude(o, error);
        await pause(Math.min(error.retryAfter ?? 0, LONG_GAP));
      }
      if (look >= STEADY) gap = Math.max(gap, Math.min(2 * gap, LONG_GAP));
    }
  }

  // Each link has lanes of its own, so that one which stalls holds up no other.
  async #lane(link) {
    if (!this.#lanes.has(link)) this.#lanes.set(link, { free: AT_ONCE, waiting: [] });
    const lane = this.#lanes.get(link);
    if (lane.free > 0) lane.free--;
    else await new Promise((turn) => lane.waiting.push(turn));
    return () => {
      const turn = lane.waiting.shift();
      if (turn) turn();
      else lane.free++;
    };
  }
}
