/** The letters and digits have the code of their key. */
const plain = "abcdefghijklmnopqrstuvwxyz"
  .split("")
  .map((letter) => [`Key${letter.toUpperCase()}`, letter] as const);
const digits = "0123456789".split("").map((digit) => [`Digit${digit}`, digit] as const);
const keypad = "0123456789".split("").map((digit) => [`Numpad${digit}`, `kp_${digit}`] as const);
const functions = Array.from({ length: 12 }, (_, index) => [`F${index + 1}`, `f${index + 1}`] as const);

/** QEMU's name of each key (`QKeyCode`) by the browser's name of its place (`KeyboardEvent.code`). */
const codes: ReadonlyMap<string, string> = new Map([
  ...plain,
  ...digits,
  ...keypad,
  ...functions,
  ...Object.entries({
    ShiftLeft: "shift",
    ShiftRight: "shift_r",
    ControlLeft: "ctrl",
    ControlRight: "ctrl_r",
    AltLeft: "alt",
    AltRight: "alt_r",
    MetaLeft: "meta_l",
    MetaRight: "meta_r",
    ContextMenu: "menu",
    Escape: "esc",
    Tab: "tab",
    Enter: "ret",
    Space: "spc",
    Backspace: "backspace",
    Minus: "minus",
    Equal: "equal",
    BracketLeft: "bracket_left",
    BracketRight: "bracket_right",
    Semicolon: "semicolon",
    Quote: "apostrophe",
    Backquote: "grave_accent",
    Backslash: "backslash",
    IntlBackslash: "less",
    Comma: "comma",
    Period: "dot",
    Slash: "slash",
    CapsLock: "caps_lock",
    NumLock: "num_lock",
    ScrollLock: "scroll_lock",
    PrintScreen: "print",
    Pause: "pause",
    Insert: "insert",
    Delete: "delete",
    Home: "home",
    End: "end",
    PageUp: "pgup",
    PageDown: "pgdn",
    ArrowUp: "up",
    ArrowDown: "down",
    ArrowLeft: "left",
    ArrowRight: "right",
    NumpadDivide: "kp_divide",
    NumpadMultiply: "kp_multiply",
    NumpadSubtract: "kp_subtract",
    NumpadAdd: "kp_add",
    NumpadEnter: "kp_enter",
    NumpadDecimal: "kp_decimal",
  }),
]);

/** Every name of QEMU that is used, for the test that finds it in the schemas. */
export const keyNames: readonly string[] = [...codes.values()];

/** Returns an input event of a key; undefined for a key that QEMU does not have. */
export function keyEvent(code: string, isDown: boolean): object | undefined {
  const name = codes.get(code);
  return name === undefined
    ? undefined
    : { type: "key", data: { down: isDown, key: { type: "qcode", data: name } } };
}

/** The largest coordinate of QEMU, for every size of the screen. */
const maxCoordinate = 0x7fff;

/** Returns the input events that move the pointer to a place. @param x - the part of the width, from 0 to 1. */
export function pointerEvents(x: number, y: number): readonly object[] {
  const scaled = (part: number): number => Math.round(Math.min(1, Math.max(0, part)) * maxCoordinate);
  return [
    { type: "abs", data: { axis: "x", value: scaled(x) } },
    { type: "abs", data: { axis: "y", value: scaled(y) } },
  ];
}

const buttons = ["left", "middle", "right"];

/** Returns an input event of a button. @param button - as in `MouseEvent.button`. */
export function buttonEvent(button: number, isDown: boolean): object | undefined {
  const name = buttons[button];
  return name === undefined ? undefined : { type: "btn", data: { down: isDown, button: name } };
}
