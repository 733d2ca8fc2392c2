// The example client as a process: node server.mjs, with the environment of
// client.yaml. It hears at /webhooks/belvo, asks at /sync, tells what it holds
// at /held, and lives at /healthz.
import { timingSafeEqual } from "node:crypto";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Client } from "./client.mjs";
import { Provider } from "./provider.mjs";
import { Store } from "./store.mjs";

const { PORT = "3000", BELVO_API_URL = "http://127.0.0.1:8080", BELVO_SECRET_ID = "", BELVO_SECRET_PASSWORD = "" } = process.env;
const { WEBHOOK_AUTHORIZATION = "", POLLS_WITHIN = "120000" } = process.env;
const LARGEST = 1 << 20; // bytes of a notification

// One file for each client of each provider, so that a restart finds its own.
const folder = process.env.STATE_DIR ?? join(tmpdir(), "belvo-mock-node");
mkdirSync(folder, { recursive: true });
const store = new Store(join(folder, `${encodeURIComponent(`${BELVO_API_URL} ${BELVO_SECRET_ID}`)}.jsonl`));
const log = (line) => console.log(new Date().toISOString(), line);
const client = new Client(store, new Provider(BELVO_API_URL, BELVO_SECRET_ID, BELVO_SECRET_PASSWORD), Number(POLLS_WITHIN), log);
let refusals = 0;

class Wrong extends Error {
  constructor(status, message, body = "") {
    super(message);
    this.status = status;
    // Of what is no JSON the id is found in the bytes; of ASCII in 16 bits, too.
    this.requestID = /"request_id"\s*:\s*"([^"\\]{1,128})"/.exec(body.replaceAll("\0", ""))?.[1];
  }
}

function trusts(request) {
  const got = Buffer.from(request.headers.authorization ?? "", "latin1");
  const want = Buffer.from(WEBHOOK_AUTHORIZATION);
  return want.length === 0 || (got.length === want.length && timingSafeEqual(got, want));
}

async function bodyOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST) throw new Wrong(413, "a notification has at most 1 MiB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readNotification(bytes) {
  const text = bytes.toString("latin1");
  let n;
  try {
    n = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Wrong(400, `the body is no JSON: ${error.name}`, text);
  }
  for (const field of ["webhook_id", "webhook_type", "webhook_code", "link_id"]) {
    if (typeof n?.[field] !== "string" || n[field] === "") throw new Wrong(400, `${field} is missing`, text);
  }
  if (n.request_id !== null && !["string", "undefined"].includes(typeof n.request_id)) throw new Wrong(400, "request_id is no text", text);
  const { webhook_id, webhook_type, webhook_code, process_type, link_id, request_id, data } = n;
  return { webhook_id, webhook_type, webhook_code, process_type, link_id, request_id, data };
}

// A notification is acknowledged when it is on disk, and before any work.
async function hear(request) {
  if (!trusts(request)) throw new Wrong(401, "the authorization is missing or wrong");
  if (request.method !== "POST") throw new Wrong(405, "a notification is a POST");
  const media = request.headers["content-type"]?.split(";")[0].trim().toLowerCase();
  if (media && media !== "application/json") throw new Wrong(415, "a notification is application/json");
  client.hear(readNotification(await bodyOf(request)));
  return [202];
}

async function sync(request) {
  const { link, resource, date_from = "", date_to = "" } = JSON.parse((await bodyOf(request)).toString());
  if (!link || !/^[a-z_]+$/.test(resource ?? "")) throw new Wrong(400, "link and resource are required");
  client.ask({ link, resource, date_from, date_to });
  return [202];
}

function held(url) {
  const found = store.held(url.searchParams.get("link"), url.searchParams.get("resource"));
  return found ? [200, found] : [404, { error: "nothing is held of it" }];
}

async function route(request) {
  const url = new URL(request.url, "http://client");
  switch (`${url.pathname.replace(/\/$/, "")}`) {
    case "/webhooks/belvo":
      return hear(request);
    case "/sync":
      return sync(request);
    case "/held":
      return held(url);
    case "/healthz":
      return [200, { status: "ok" }];
  }
  return [404, { error: "there is nothing here" }];
}

const server = createServer(async (request, response) => {
  let status, body;
  try {
    [status, body] = await route(request);
  } catch (error) {
    if (!(error instanceof Wrong)) log(`${request.method} ${request.url}: ${error.message}`);
    status = error.status ?? 400;
    body = { error: error instanceof Wrong ? error.message : "the request cannot be read", correlation_id: `refusal-${++refusals}`, request_id: error.requestID };
    if (error instanceof Wrong) log(`refused with ${status}: ${error.message}, request ${error.requestID ?? "-"}`);
    // What is left of a body that was not read goes with its connection.
    if (!request.complete) response.setHeader("connection", "close");
  }
  response.writeHead(status, body && { "content-type": "application/json" }).end(body && JSON.stringify(body));
  request.resume();
});

server.listen(Number(PORT), "127.0.0.1", function () {
  log(`listening on http://127.0.0.1:${this.address().port}/webhooks/belvo`);
  client.resume();
});

process.on("SIGTERM", () => {
  server.close(() => {
    store.close();
    process.exit(0);
  });
  server.closeAllConnections();
});
