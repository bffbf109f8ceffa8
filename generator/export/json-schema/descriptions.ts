import { conditionText, find, schemaText, type Comment } from "../../codegen/tsdoc/comment.js";
import { renderComment } from "../../codegen/tsdoc/render-comment.js";
import {
  ownMembers,
  type Definition,
  type Documentation,
  type DocumentationItem,
  type DocumentationText,
  type Feature,
  type Member,
  type Model,
} from "../../model/index.js";
import type { JsonSchema } from "../../validate/vocabulary.js";

/** Describes definitions and members with the annotations of JSON Schema. Descriptions are Markdown. */
export class Descriptions {
  /** The documentation of the definition that lists a member. */
  readonly #owners = new Map<Member, Documentation>();

  constructor(model: Model) {
    for (const definition of model.definitions) {
      const { documentation } = definition;
      if (documentation === undefined) continue;
      for (const member of ownMembers(definition)) this.#owners.set(member, documentation);
    }
  }

  ofDefinition({ documentation, features, condition }: Definition): JsonSchema {
    return annotations({
      texts: documentation?.body ?? [],
      condition: conditionText(condition),
      features,
      items: documentation?.features ?? [],
    });
  }

  ofMember(member: Member): JsonSchema {
    const documentation = this.#owners.get(member);
    const text = find(documentation?.members, member.name);
    return annotations({
      texts: text === undefined ? [] : [text],
      condition: conditionText(member.condition),
      features: member.features,
      items: documentation?.features ?? [],
    });
  }
}

interface Described {
  readonly texts: readonly DocumentationText[];
  readonly condition: readonly string[];
  readonly features: readonly Feature[];
  readonly items: readonly DocumentationItem[];
}

function annotations({ texts, condition, features, items }: Described): JsonSchema {
  const comment: Comment = [
    ...texts.map((text) => ({ kind: "text", text: schemaText(text, noLink) }) as const),
    ...condition,
    ...features.map(({ name }) => ({
      kind: "feature" as const,
      lead: titles.get(name) ?? `Feature ${name}`,
      text: schemaText(find(items, name), noLink),
    })),
  ];
  const description = renderComment(comment).join("\n");
  return {
    ...(description !== "" && { description }),
    ...(features.some(({ name }) => name === "deprecated") && { deprecated: true }),
  };
}

const titles: ReadonlyMap<string, string> = new Map([
  ["deprecated", "Deprecated"],
  ["unstable", "Unstable"],
]);

function noLink(): undefined {
  return undefined;
}
