/** What a name of the schema becomes in documentation; undefined where nothing is emitted for it. */
export type LinkTarget = (name: string) => string | undefined;

/** `@name`, and a role of QAPI's own: what may lead somewhere. */
const mention = /@([A-Za-z_][\w.-]*\w|[A-Za-z])|:qapi[\w:+-]*:`([^`]+)`/g;

/** The names that a text mentions; more rather than fewer, for what is no reference is not looked up later. */
export function mentionedNames(lines: readonly string[]): readonly string[] {
  const names = new Set<string>();
  for (const line of lines) {
    if (!line.includes("@") && !line.includes(":qapi")) continue;
    for (const [, name, target] of line.matchAll(mention)) names.add(name ?? roleTarget(target ?? ""));
  }
  return [...names];
}

/** What a role's text names: it may say by a mark how the name is to be shown. */
export function roleTarget(text: string): string {
  return text.replace(/^[!~]/, "");
}

/**
 * One paragraph's inline markup as Markdown, in pieces between which a line may be broken: code and links stay
 * in one piece.
 */
export function renderInline(text: string, link: LinkTarget): readonly string[] {
  const pieces: string[] = [];
  let glued = "";
  const write = (markdown: string, breaks: boolean): void => {
    const [first = "", ...rest] = breaks ? markdown.split(/\s+/) : [markdown];
    glued += first;
    for (const piece of rest) {
      if (glued !== "") pieces.push(glued);
      glued = piece;
    }
  };
  for (const token of tokens(text)) write(renderToken(token, link), token.kind === "text");
  return glued === "" ? pieces : [...pieces, glued];
}

interface Token {
  readonly kind: "text" | "code" | "reference" | "url" | "raw";
  readonly text: string;
}

/**
 * In this order: what a backslash protects, ``code``, :role:`text`, `text`, a URL, @name, **strong** or
 * *emphasis* as one. The text between matches is plain.
 */
const markup =
  /\\(?<escaped>\S)|``(?<literal>.+?)``|:(?<role>[\w:+-]+):`(?<interpreted>[^`]+)`|`(?<phrase>[^`]+)`_{0,2}|(?<url>https?:\/\/[^\s<>`"'{}|\\^]*[\w/])|(?<![\w@])@(?<name>[A-Za-z_][\w.-]*\w|[A-Za-z])|(?<![\w*])(?<strong>\*\*?)(?=\S)(?<emphasized>[^*]*[^*\s])\k<strong>(?![\w*])/gu;

/** Without one of these there is no markup, and most texts have none. */
const anyMarkup = /[\\`:@*]/;

function tokens(text: string): readonly Token[] {
  if (!anyMarkup.test(text)) return [{ kind: "text", text }];
  const found: Token[] = [];
  let at = 0;
  for (const match of text.matchAll(markup)) {
    if (match.index > at) found.push({ kind: "text", text: text.slice(at, match.index) });
    found.push(...classify(match.groups ?? {}));
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ kind: "text", text: text.slice(at) });
  return found;
}

function classify(groups: Readonly<Record<string, string | undefined>>): readonly Token[] {
  const { escaped, literal, interpreted, phrase, url, name, strong = "", emphasized } = groups;
  if (escaped !== undefined) return [{ kind: "text", text: escaped }];
  if (literal !== undefined) return [{ kind: "code", text: literal }];
  if (interpreted !== undefined) return [interpretedText(groups["role"] ?? "", interpreted)];
  if (phrase !== undefined) return [phraseText(phrase)];
  if (url !== undefined) return [{ kind: "url", text: url }];
  if (name !== undefined) return [{ kind: "reference", text: name }];
  return [
    { kind: "raw", text: strong },
    { kind: "text", text: emphasized ?? "" },
    { kind: "raw", text: strong },
  ];
}

function interpretedText(role: string, text: string): Token {
  if (role.startsWith("qapi")) return { kind: "reference", text: roleTarget(text) };
  const title = /^(.*\S)\s*<[^>]*>$/s.exec(text)?.[1];
  if (title !== undefined) return { kind: "text", text: title };
  return { kind: "code", text };
}

/** `text <url>`: a hyperlink; any other phrase is a name or a term. */
function phraseText(phrase: string): Token {
  return /<https?:/.test(phrase) ? { kind: "url", text: phrase } : { kind: "code", text: phrase };
}

function renderToken(token: Token, link: LinkTarget): string {
  switch (token.kind) {
    case "text":
      return escapeMarkdown(token.text);
    case "raw":
      return token.text;
    case "code":
      return codeSpan(token.text);
    case "reference":
      return link(token.text) ?? codeSpan(token.text);
    case "url":
      return renderUrl(token.text);
  }
}

function renderUrl(text: string): string {
  const titled = /^(.*?)\s*<(https?:[^>\s]*)>$/s.exec(text);
  if (titled === null) return encodeUrl(text);
  return `[${escapeMarkdown(titled[1] ?? "")}](${encodeUrl(titled[2] ?? "")})`;
}

/** A URL without any character that means something to a comment, to TSDoc or to Markdown. */
function encodeUrl(url: string): string {
  return url.replace(/[\\`*{}@<>()[\]]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

/** Plain text, in which nothing is markup: neither Markdown's nor TSDoc's nor HTML's. */
export function escapeMarkdown(text: string): string {
  if (!/[\\`{}@<*_]/.test(text)) return text;
  return text
    .replace(/[\\`{}@]|<(?=[A-Za-z/!?])|\*/g, (character) => `\\${character}`)
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\_");
}

/** Code in as many backticks as it takes for none inside it to end it. */
export function codeSpan(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = "`".repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
  const padding = runs.length > 0 ? " " : "";
  return fence + padding + plainCode(text.replace(/\s+/g, " ")) + padding + fence;
}

/** Code in which a comment's readers, who look for their tags in code too, find none. */
export function plainCode(text: string): string {
  return text.replace(/(^\s*|\{\s*)@/g, "$1\\@");
}
