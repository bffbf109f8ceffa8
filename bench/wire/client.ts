import { createInterface } from "node:readline";
import { contenders } from "./contenders.js";
import { scenarios, type Order } from "./scenarios.js";

// The process of one contender: `client NAME PATH [oob]`. It runs what its standard input orders, a line each, and tells
// what it measured.

const [name = "", path = "", oob] = process.argv.slice(2);
const contender = contenders[name];
if (contender === undefined) throw new Error(`there is no contender ${name}`);
const stage = { contender, path, connected: await contender.open(path, oob !== undefined) };
console.log("{}");

for await (const line of createInterface({ input: process.stdin })) {
  const { scenario, size } = JSON.parse(line) as Order;
  console.log(JSON.stringify({ value: await scenarios[scenario].run(stage, size) }));
}
process.exit();
