import { join } from "node:path";
import type { Model } from "../../../generator/model/index.js";
import { readSchema } from "../../../generator/frontend/read-schema.js";
import { pruneModel } from "../../../generator/model/prune.js";
import { validateLine } from "../../../generator/validate/lines.js";
import { MessageValidator } from "../../../generator/validate/message.js";
import { requests, type Request } from "../../support/requests/requests.js";
import { definesOf } from "./defines.js";
import { acceptsForm } from "./form-verdict.js";
import { schemas, type Version } from "./sources.js";

/** More requests, and other ones: `REQUESTS=20000 SEED=7 npx vitest run test/qemu/validation`. */
const { REQUESTS: some = "500", SEED: seed = "1" } = process.env;
export const count = Number(some);

/** The model of a program as Debian builds it, from QEMU's source. */
export function modelOf(folder: string, program: keyof typeof schemas, version: Version): Model {
  const { model } = readSchema(join(folder, schemas[program]));
  if (model === undefined) throw new Error("QEMU's schema has no model");
  return pruneModel(model, definesOf(program, version));
}

/** Sends a request, and gives the line that answers it: undefined where none came. */
export type Ask = (text: string) => Promise<string | undefined>;

/** The verdicts of a real server on many requests. */
export interface Verdicts {
  accept: number;
  reject: number;
  /** Where ours is another. */
  readonly differing: string[];
}

/** @param spared - requests that are not sent; `accepted` where we would accept them */
export async function compareVerdicts(
  model: Model,
  ask: Ask,
  spared: (request: Request, accepted: boolean) => boolean,
): Promise<Verdicts> {
  const validator = new MessageValidator(model);
  const verdicts: Verdicts = { accept: 0, reject: 0, differing: [] };
  for (const request of requests(model, Number(seed))) {
    if (verdicts.accept + verdicts.reject >= count) break;
    const ours = validateLine(`{"kind": "command", "json": ${request.text}}`, validator);
    if (spared(request, ours === "accept")) continue;
    const answer = await ask(request.text);
    const theirs = acceptsForm(answer) ? "accept" : "reject";
    verdicts[theirs]++;
    if (ours.startsWith(theirs)) continue;
    verdicts.differing.push(`${request.text}\n  ours: ${ours}\n  QEMU: ${answer ?? "ended"}`);
  }
  return verdicts;
}
