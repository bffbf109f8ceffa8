/**
 * What a generated declaration must not be called: the language's reserved words, the globals that generated
 * code uses (a declaration would hide them), and `then`, which would make a promise of the module that exports
 * it when somebody imports it dynamically.
 */
export const reservedWords: ReadonlySet<string> = new Set([
  ..."any arguments as async await bigint boolean break case catch class const continue debugger".split(" "),
  ..."declare default delete do else enum eval export extends false finally for from function".split(" "),
  ..."get if implements import in infer instanceof interface keyof let module namespace never new".split(" "),
  ..."null number object of package private protected public readonly require return set static".split(" "),
  ..."string super switch symbol this throw true try type typeof undefined unique unknown var".split(" "),
  ..."void while with yield Infinity NaN globalThis Object Promise Uint8Array then".split(" "),
]);
