/** Returns the link for a name of the schema; undefined if nothing is emitted for it. */
export type LinkTarget = (name: string) => string | undefined;

/** Matches `@name` and QAPI's roles. */
const mention = /@([A-Za-z_][\w.-]*\w|[A-Za-z])|:qapi[\w:+-]{0,64}:`([^`]+)`/g;

/**
 * Returns the names that a text may refer to. Names that are not references are included; they are not looked up
 * later.
 */
export function mentionedNames(lines: readonly string[]): readonly string[] {
  const names = new Set<string>();
  for (const line of lines) {
    if (!line.includes("@") && !line.includes(":qapi")) continue;
    for (const [, name, target] of line.matchAll(mention)) names.add(name ?? roleTarget(target ?? ""));
  }
  return [...names];
}

/** Returns the name in a role's text, without the marks that select how the name is displayed. */
function roleTarget(text: string): string {
  return text.replace(/^[!~]/, "");
}

/**
 * Converts the inline markup of a paragraph to Markdown. Returns pieces between which lines may be broken; code and
 * links are not broken.
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
 * Alternatives in this order: backslash escape, ``code``, :role:`text`, `text`, URL, @name, and **strong** or
 * *emphasis*.
 */
const markup =
  /\\(?<escaped>\S)|``(?<literal>.+?)``|:(?<role>[\w:+-]{1,64}):`(?<interpreted>[^`]+)`|`(?<phrase>[^`]+)`_{0,2}|(?<url>https?:\/\/[^\s<>`"'{}|\\^]*[\w/])|(?<![\w@])@(?<name>[A-Za-z_][\w.-]*\w|[A-Za-z])|(?<![\w*])(?<strong>\*\*?)(?=\S)(?<emphasized>[^*]*[^*\s])\k<strong>(?![\w*])/gu;

/** Most texts contain no markup. This check skips them. */
const anyMarkup = /[\\`:@*]/;

/**
 * The markup of longer paragraphs is not interpreted, because a regular expression needs a stack as deep as the text that
 * it matches. The longest paragraph of QEMU's schema has 1,600 characters.
 */
const maxParagraph = 16 * 1024;

function tokens(text: string): readonly Token[] {
  if (text.length > maxParagraph || !anyMarkup.test(text)) return [{ kind: "text", text }];
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
  const title = titleBefore(text);
  return title === undefined ? { kind: "code", text } : { kind: "text", text: title };
}

/** Returns the title in `title <target>`. */
function titleBefore(text: string): string | undefined {
  const at = text.lastIndexOf("<");
  if (at === -1 || text.indexOf(">", at) !== text.length - 1) return undefined;
  const title = text.slice(0, at).trimEnd();
  return title === "" ? undefined : title;
}

/** `text <url>` is a hyperlink. Other phrases are rendered as code. */
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
  const at = text.endsWith(">") ? urlStart(text) : -1;
  if (at === -1) return encodeUrl(text);
  return `[${escapeMarkdown(text.slice(0, at).trimEnd())}](${encodeUrl(text.slice(at + 1, -1))})`;
}

/** Returns the offset of the `<` before the URL that ends the text; -1 if there is none. */
function urlStart(text: string): number {
  let word = text.length - 1;
  while (word > 0 && !/[\s>]/.test(text.charAt(word - 1))) word--;
  const start = /<https?:/g;
  start.lastIndex = word;
  return start.exec(text)?.index ?? -1;
}

/** Percent-encodes the characters with a meaning in comments, TSDoc and Markdown. */
function encodeUrl(url: string): string {
  return url.replace(/[\\`*{}@<>()[\]]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

/** Escapes plain text for Markdown, TSDoc and HTML. */
function escapeMarkdown(text: string): string {
  if (!/[\\`{}@<*_]/.test(text)) return text;
  return text
    .replace(/[\\`{}@]|<(?=[A-Za-z/!?])|\*/g, "\\$&")
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\_");
}

/** Returns a Markdown code span with a fence longer than any run of backticks in the text. */
export function codeSpan(text: string): string {
  const longest = longestFence(text);
  const fence = "`".repeat(1 + longest);
  const padding = longest > 0 ? " " : "";
  return fence + padding + plainCode(text.replace(/\s+/g, " ")) + padding + fence;
}

/** The maximum number of spaces before a tag. */
const maxTagSpace = 256;

/** Returns the length of the longest run of backticks. */
function longestFence(text: string): number {
  let longest = 0;
  for (let at = text.indexOf("`"); at !== -1;) {
    let end = at;
    while (text[end] === "`") end++;
    longest = Math.max(longest, end - at);
    at = text.indexOf("`", end);
  }
  return longest;
}

/** Escapes `@` where TSDoc would read a tag. TSDoc readers look for tags in code too. */
function plainCode(text: string): string {
  return text.replace(/@/g, (_, offset: number) => {
    const before = text.slice(Math.max(0, offset - maxTagSpace), offset).trimEnd();
    const isTag = before.endsWith("{") || (before === "" && offset < maxTagSpace);
    return isTag ? "\\@" : "@";
  });
}

/** Renders a code block. The fence is longer than any run of backticks in the code. */
export function fenced(lines: readonly string[]): readonly string[] {
  const longest = lines.reduce((length, line) => Math.max(length, longestFence(line)), 0);
  const fence = "`".repeat(Math.max(3, 1 + longest));
  return [`${fence}text`, ...lines.map(plainCode), fence];
}
