import { createInterface } from "node:readline";
import { drivers } from "./drivers.js";
import { scenarios, type Order } from "./scenarios.js";

// The process of one client: `client NAME PATH [oob]`. Reads an order per line from standard input, runs it and prints the
// measured value.

const [name = "", path = "", oob] = process.argv.slice(2);
const driver = drivers[name];
if (driver === undefined) throw new Error(`unknown client ${name}`);
const context = { driver, path, connection: await driver.open(path, oob !== undefined) };
console.log("{}");

for await (const line of createInterface({ input: process.stdin })) {
  const { scenario, size } = JSON.parse(line) as Order;
  console.log(JSON.stringify({ value: await scenarios[scenario].run(context, size) }));
}
process.exit();
