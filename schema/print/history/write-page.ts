/** Writes docs/versions.md. usage: npm run docs:versions */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { versions } from "../versions.js";
import type { History } from "./history.js";
import { versionsPage } from "./page.js";

const page = "docs/versions.md";

const history = JSON.parse(readFileSync("schema/history.json", "utf8")) as History;
const shipped = versions.map(({ name }) => ({ name, schema: join("schema/qmp", name, "qapi-schema.json") }));
const options = await resolveConfig(page);
writeFileSync(page, await format(versionsPage(history, shipped), { ...options, filepath: page }));
