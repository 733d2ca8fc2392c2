// Calls to the provider: with credentials, a time-out, and as many tries as do
// no harm.

const PATIENCE = 3000; // ms for one call, from dialling to the last byte
const TRIES = 5;
const OUTAGE_TRIES = 8; // where nobody is there
const FIRST_GAP = 250; // ms, doubled each time
const LARGEST_GAP = 4000;
const LONGEST_WAIT = 60_000; // that a Retry-After is obeyed
const MOST_PAGES = 2000; // how far a list is read

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// A Refusal is an answer other than 2xx.
export class Refusal extends Error {
  constructor(status, text, retryAfter) {
    let problems = [];
    try {
      problems = JSON.parse(text);
    } catch {
      // A firewall's page has no codes.
    }
    problems = Array.isArray(problems) ? problems.filter((p) => p && typeof p === "object") : [];
    super(`the provider answered ${status} ${problems.map((p) => p.code)} request ${problems[0]?.request_id ?? "-"}`);
    this.status = status;
    this.retryAfter = retryAfter;
    this.endsLink = problems.some(
      (p) => ["invalid_link", "expired_credentials", "token_required"].includes(p.code) || (p.code === "does_not_exist" && p.field === "link"),
    );
  }
}

function retryAfter(header) {
  if (!header) return 0;
  return /^\d+$/.test(header) ? Number(header) * 1000 : Math.max(0, Date.parse(header) - Date.now()) || 0;
}

const undialled = (error) => ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "UND_ERR_CONNECT_TIMEOUT"].includes(error.cause?.code);

// passing tells whether a failed GET may succeed if it is made again.
export function passing(error) {
  if (!(error instanceof Refusal)) return !error.final;
  return error.status === 408 || error.status === 429 || (error.status >= 500 && error.status !== 501);
}

// unsent tells whether a failed POST has surely not been accepted. Where the
// answer was lost it may have been, so it is not made again.
const unsent = (error) => (error instanceof Refusal ? error.status === 429 || error.status === 503 : undialled(error));

// A Final is an error that asking again does not mend.
class Final extends Error {
  final = true;
}

export class Provider {
  #authorization;

  constructor(base, id, password) {
    this.base = new URL(base);
    this.#authorization = "Basic " + Buffer.from(`${id}:${password}`).toString("base64");
  }

  async #call(method, url, body) {
    const response = await fetch(url, {
      method,
      body: body && JSON.stringify(body),
      headers: {
        accept: "application/json",
        authorization: this.#authorization,
        ...(body && { "content-type": "application/json", "x-belvo-request-mode": "async" }),
        connection: "close", // a connection that is used again may break under a POST
      },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const text = await response.text();
    if (!response.ok) throw new Refusal(response.status, text, retryAfter(response.headers.get("retry-after")));
    return { status: response.status, text };
  }

  async #retry(tries, again, call) {
    for (let n = 1, gap = FIRST_GAP; ; n++, gap = Math.min(2 * gap, LARGEST_GAP)) {
      try {
        return await call();
      } catch (error) {
        const limit = tries === TRIES && undialled(error) ? OUTAGE_TRIES : tries;
        if (!again(error) || n >= limit) throw error;
        await pause(Math.max(gap, Math.min(error.retryAfter ?? 0, LONGEST_WAIT)));
      }
    }
  }

  post(resource, body) {
    return this.#retry(TRIES, unsent, () => this.#call("POST", new URL(`/api/${resource}/`, this.base), body));
  }

  // pages walks from the first page to the one that names no next one, however
  // few rows a page has. next is followed as it is given, but never elsewhere,
  // where the credentials have no business, and never in a circle.
  async *pages(resource, query, read, { once = false } = {}) {
    const visited = new Set();
    let next = new URL(`/api/${resource}/?${new URLSearchParams(query)}`, this.base);
    while (next) {
      if (next.origin !== this.base.origin) throw new Final("the next page is not at the provider");
      if (visited.has(next.href)) throw new Final("the pages go round in a circle");
      if (visited.size === MOST_PAGES) throw new Final(`there are more than ${MOST_PAGES} pages`);
      visited.add(next.href);
      const at = next;
      const page = await this.#retry(once ? 1 : TRIES, passing, async () => read((await this.#call("GET", at)).text));
      yield page.rows;
      next = page.next && new URL(page.next, this.base);
    }
  }
}
