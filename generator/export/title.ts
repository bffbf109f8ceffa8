import type { AnnotatedModel } from "./model/read-document.js";

/** Returns the name of an interface for people: that of its server, else that of the schema. */
export function titleOf({ server, model }: Pick<AnnotatedModel, "server" | "model">): string {
  return server === undefined ? (model.modules[0]?.name ?? "") : `${server.name} ${server.version}`;
}
