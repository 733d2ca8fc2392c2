// What the client must not lose: what it asked for, what it heard and has not
// finished, and what it holds. Each change is one line at the end of a file,
// on disk before anybody is told of it, so a SIGKILL loses nothing.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";

export const OPEN = ["placed", "sent", "unanswered", "accepted", "told"];

const key = (link, resource) => `${link} ${resource}`;

// Moments compare by what they say, whichever spelling; three digits of the
// fraction are not enough.
const nanos = (text) => {
  const millis = Date.parse(text ?? "");
  if (Number.isNaN(millis)) return null;
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? "";
  return BigInt(Math.floor(millis / 1000)) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0").slice(0, 9));
};

// What was collected later replaces a row, and of the same what a later walk
// read. A row that was found gone comes back by a later walk alone.
const replaces = (row, old) => {
  const [a, b] = [nanos(row.at), nanos(old.at)];
  return old.gone || a === null || b === null || a === b ? row.walk >= old.walk : a > b;
};

export class Store {
  orders = [];
  links = new Map(); // link → alive, broken or deleted
  heard = new Set(); // webhook_ids that were taken
  work = new Map(); // webhook_id → notification
  rows = new Map(); // link and resource → id → row
  ends = new Map(); // link and resource → {order, status}
  walks = 0;
  #waiting = [];

  constructor(path) {
    if (existsSync(path)) this.#replay(path);
    this.file = openSync(path, "a");
    for (const o of this.orders) if (o.state === "sent") this.progress(o.number, "unanswered");
  }

  // A line that a crash cut off was told to nobody; it is taken away.
  #replay(path) {
    const text = readFileSync(path);
    const whole = text.lastIndexOf(10) + 1;
    for (const line of text.subarray(0, whole).toString().split("\n")) if (line) this.#apply(JSON.parse(line));
    if (whole < text.length) truncateSync(path, whole);
  }

  #commit(change) {
    writeSync(this.file, JSON.stringify(change) + "\n");
    fsyncSync(this.file);
    return this.#apply(change);
  }

  close() {
    closeSync(this.file);
  }

  // apply is the only place where anything changes.
  #apply([kind, value]) {
    switch (kind) {
      case "placed":
        this.orders.push(value);
        if (!this.links.has(value.link)) this.links.set(value.link, "alive");
        if (value.state === "lost" && this.links.get(value.link) !== "deleted") this.#end(value.link, value.resource, value.number, "failed");
        break;
      case "progressed":
        Object.assign(this.orders[value.number - 1], value);
        break;
      case "taken":
        this.heard.add(value.webhook_id);
        this.work.set(value.webhook_id, value);
        break;
      case "finished":
        this.work.delete(value);
        break;
      case "marked":
        this.#mark(value.link, value.state);
        break;
      case "kept":
        this.#keep(value);
        break;
      case "dropped":
        for (const id of value.ids) {
          const rows = this.#rows(value.link, value.resource);
          if ((rows.get(id)?.walk ?? 0) < value.walk) rows.set(id, { id, walk: value.walk, gone: true });
        }
        break;
      case "concluded":
        if (value.order) this.orders[value.order - 1].state = value.status === "ready" ? "done" : "lost";
        this.#end(value.link, value.resource, value.order, value.status);
        break;
    }
    for (const wake of this.#waiting.splice(0)) wake();
  }

  // The outcome of an older order does not win over that of a newer one.
  #end(link, resource, order, status) {
    const before = this.ends.get(key(link, resource))?.order ?? 0;
    order ||= before;
    if (this.links.get(link) !== "deleted" && order >= before) this.ends.set(key(link, resource), { order, status });
  }

  #mark(link, state) {
    this.links.set(link, state);
    for (const o of this.orders) {
      if (o.link !== link || !OPEN.includes(o.state)) continue;
      o.state = "lost";
      this.ends.set(key(link, o.resource), { order: o.number, status: "failed" });
    }
    if (state !== "deleted") return;
    for (const held of [this.rows, this.ends]) for (const k of held.keys()) if (k.startsWith(link + " ")) held.delete(k);
  }

  #rows(link, resource) {
    const k = key(link, resource);
    if (!this.rows.has(k)) this.rows.set(k, new Map());
    return this.rows.get(k);
  }

  #keep({ link, resource, walk, rows }) {
    this.walks = Math.max(this.walks, walk);
    if (this.links.get(link) === "deleted") return;
    const held = this.#rows(link, resource);
    for (const row of rows) if (!held.has(row.id) || replaces({ ...row, walk }, held.get(row.id))) held.set(row.id, { ...row, walk });
  }

  place(asking) {
    const order = { ...asking, number: this.orders.length + 1, state: ["broken", "deleted"].includes(this.links.get(asking.link)) ? "lost" : "placed" };
    this.#commit(["placed", order]);
    return order.number;
  }

  progress(number, state, requestID) {
    if (!OPEN.includes(this.orders[number - 1].state)) return;
    this.#commit(["progressed", requestID ? { number, state, requestID } : { number, state }]);
  }

  // One transaction: nothing runs between the look and the change. false if it
  // was taken before.
  take(notification) {
    if (this.heard.has(notification.webhook_id)) return false;
    this.#commit(["taken", notification]);
    return true;
  }

  finish(webhookID) {
    this.#commit(["finished", webhookID]);
  }

  mark(link, state) {
    this.#commit(["marked", { link, state }]);
  }

  walk() {
    return ++this.walks;
  }

  // keep holds rows and tells whether one is new or was collected anew.
  keep(batch) {
    const held = this.rows.get(key(batch.link, batch.resource));
    const news = batch.rows.some((row) => {
      const [a, b] = [nanos(row.at), nanos(held?.get(row.id)?.at)];
      return !held?.has(row.id) || (a !== null && b !== null && a > b);
    });
    if (batch.rows.length > 0) this.#commit(["kept", batch]);
    return news && this.links.get(batch.link) !== "deleted";
  }

  drop(batch) {
    this.#commit(["dropped", batch]);
  }

  conclude(link, resource, order, status) {
    this.#commit(["concluded", { link, resource, order, status }]);
  }

  // changed waits until anything changes.
  changed() {
    return new Promise((wake) => this.#waiting.push(wake));
  }

  held(link, resource) {
    const end = this.ends.get(key(link, resource));
    const waits = this.orders.some((o) => o.link === link && o.resource === resource && OPEN.includes(o.state));
    if (!end && !waits) return null;
    const rows = [...(this.rows.get(key(link, resource))?.values() ?? [])].filter((row) => !row.gone);
    const items = rows.map(({ id, amount }) => (amount ? { id, amount } : { id })).sort((a, b) => (a.id < b.id ? -1 : 1));
    return { status: waits ? "pending" : end.status, items };
  }
}
