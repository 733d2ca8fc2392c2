// The vendor's JavaScript SDK, unmodified but for its URL, against a running
// belvo-mock: BELVO_API_URL, BELVO_SECRET_ID and BELVO_SECRET_PASSWORD say which.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { before, test } from "node:test";

const belvo = createRequire(import.meta.url)("belvo").default;
const env = process.env;
const client = new belvo(env.BELVO_SECRET_ID, env.BELVO_SECRET_PASSWORD, env.BELVO_API_URL);
const day = (offset) => new Date(Date.now() - offset * 86_400_000).toISOString().slice(0, 10);
const from = day(340);
const to = day(0);
let link;

before(async () => {
  await client.connect();
  link = await client.links.register("erebor_br_retail", "rows_1001", "full", { accessMode: "single", externalId: "sdk-1" });
});

test("a wrong password is refused", async () => {
  const stranger = new belvo(env.BELVO_SECRET_ID, "wrong", env.BELVO_API_URL);
  const { log } = console;
  console.log = () => {}; // the SDK prints the whole refusal
  await assert.rejects(stranger.connect(), /Login failed/);
  console.log = log;
});

test("institutions are listed over several pages, and found one by one", async () => {
  const some = await client.institutions.list({ limit: 7, filters: { page_size: 3 } });
  assert.equal(some.length, 7);
  const one = await client.institutions.detail(some[0].id);
  assert.deepEqual(one, some[0]);
});

test("a link can be listed, read and updated", async () => {
  assert.equal(link.status, "valid");
  assert.equal(link.external_id, "sdk-1");
  const found = await client.links.list({ filters: { external_id: "sdk-1" } });
  assert.deepEqual(found.map(({ id }) => id), [link.id]);
  const updated = await client.links.update(link.id, { password: "new" });
  assert.equal(updated.id, link.id);
  assert.equal((await client.links.detail(link.id)).institution, "erebor_br_retail");
});

const resources = [
  ["accounts", () => client.accounts.retrieve(link.id, { saveData: true })],
  ["owners", () => client.owners.retrieve(link.id, { saveData: true })],
  ["transactions", () => client.transactions.retrieve(link.id, from, { dateTo: to, saveData: true })],
  ["balances", () => client.balances.retrieve(link.id, day(30), { dateTo: to, saveData: true })],
];

for (const [name, retrieve] of resources) {
  test(`${name}: retrieve, list every page, detail`, async () => {
    const retrieved = await retrieve();
    assert.ok(Array.isArray(retrieved) && retrieved.length > 0, "a bare array with something in it");
    const size = Math.max(1, Math.floor(retrieved.length / 3));
    const listed = await listAll(name, { link: link.id, page_size: size });
    assert.deepEqual(listed.map(({ id }) => id), retrieved.map(({ id }) => id));
    assert.equal((await client[name].detail(retrieved[0].id)).id, retrieved[0].id);
  });
}

test("the two resources that the SDK has no class for", async () => {
  for (const path of ["/api/bills/", "/api/br/balances/"]) {
    const retrieved = await client.session.post(path, { link: link.id });
    assert.ok(Array.isArray(retrieved));
    const listed = await client.session.list(path, 100, { link: link.id });
    assert.deepEqual(listed.map(({ id }) => id), retrieved.map(({ id }) => id));
  }
});

test("the widget's token", async () => {
  const { access, refresh } = await client.widgetToken.create();
  assert.equal(access.split(".").length, 3);
  assert.notEqual(access, refresh);
  const scoped = await client.links.token(link.id, "read_links,write_links");
  assert.ok(scoped.access);
});

test("deleting: a transaction, then the link with everything", async () => {
  const [first] = await client.transactions.list({ limit: 1, filters: { link: link.id } });
  assert.equal(await client.transactions.delete(first.id), true);
  await assert.rejects(client.transactions.detail(first.id), { statusCode: 404 });
  assert.equal(await client.links.delete(link.id), true);
  await assert.rejects(client.links.detail(link.id), { statusCode: 404 });
  assert.deepEqual(await client.accounts.list({ filters: { link: link.id } }), []);
});

// listAll takes every page by the SDK's own generator.
async function listAll(name, filters) {
  const rows = [];
  for await (const row of client.session.getAll(`/api/${name}/`, filters)) rows.push(row);
  return rows;
}
