// A receiver of webhooks: node receiver.mjs PORT [STATUS …] answers with the
// statuses, one after another, then always 202, and prints what it gets.
import { createServer } from "node:http";

const [port = "3000", ...statuses] = process.argv.slice(2);
createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    response.writeHead(Number(statuses.shift() ?? 202)).end();
    console.log(new Date().toISOString(), response.statusCode, request.headers.authorization ?? "-", body);
  });
}).listen(Number(port), "127.0.0.1", function () {
  console.log(`listening on http://127.0.0.1:${this.address().port}/`);
});
