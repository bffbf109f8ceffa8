import { join } from "node:path";
import type { Model } from "../../../generator/model/index.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { pruneModel } from "../../../generator/model/prune.js";
import { MessageValidator, validateLine } from "../../../generator/validate/message.js";
import { requests, type Request } from "../../support/requests/requests.js";
import { definesOf } from "./defines.js";
import { isAccepted } from "./request-errors.js";
import { schemas, type Version } from "./sources.js";

/** The number and the seed of the requests: `REQUESTS=20000 SEED=7 npx vitest run test/qemu/validation`. */
const { REQUESTS: requestCount = "500", SEED: seed = "1" } = process.env;
export const count = Number(requestCount);

/** The model of a program as Debian builds it, from QEMU's source. */
export function modelOf(folder: string, program: keyof typeof schemas, version: Version): Model {
  const { model } = readSchema(join(folder, schemas[program]));
  if (model === undefined) throw new Error("QEMU's schema has errors");
  return pruneModel(model, definesOf(program, version));
}

/** Sends a request. Returns the line of the answer, or undefined if there is none. */
export type Ask = (text: string) => Promise<string | undefined>;

/** The results of a real server on many requests. */
export interface Results {
  accept: number;
  reject: number;
  /** Requests on which the validator's result differs. */
  readonly differing: string[];
}

/** @param isExcluded - whether a request is not sent; `accepted` is the validator's result. */
export async function compareResults(
  model: Model,
  ask: Ask,
  isExcluded: (request: Request, accepted: boolean) => boolean,
): Promise<Results> {
  const validator = new MessageValidator(model);
  const results: Results = { accept: 0, reject: 0, differing: [] };
  for (const request of requests(model, Number(seed))) {
    if (results.accept + results.reject >= count) break;
    const actual = validateLine(`{"kind": "command", "json": ${request.text}}`, validator);
    if (isExcluded(request, actual === "accept")) continue;
    const answer = await ask(request.text);
    const expected = isAccepted(answer) ? "accept" : "reject";
    results[expected]++;
    if (actual.startsWith(expected)) continue;
    results.differing.push(`${request.text}\n  validator: ${actual}\n  QEMU: ${answer ?? "ended"}`);
  }
  return results;
}
