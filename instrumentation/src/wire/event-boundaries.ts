const LF = 0x0a;
const CR = 0x0d;

/** The index behind the last blank line that ends before `end`; 0 when there is none. */
export function boundaryBefore(text: Uint8Array, end: number): number {
  for (let i = end - 1; i > 0; i -= 1) if (endsBlankLine(text, i)) return i + 1;
  return 0;
}

/** The index behind the first blank line that ends at `start` or later; `end` when there is none before it. */
export function boundaryAfter(text: Uint8Array, start: number, end: number): number {
  for (let i = Math.max(start, 1); i < end; i += 1) {
    if (!endsBlankLine(text, i)) continue;
    // CR and LF are one line end.
    return text[i] === CR && i + 1 < end && text[i + 1] === LF ? i + 2 : i + 1;
  }
  return end;
}

/** True when the byte ends a line that is empty. Lines may end in LF, CRLF or CR (WHATWG HTML, 9.2). */
function endsBlankLine(text: Uint8Array, i: number): boolean {
  const byte = text[i];
  if (byte !== LF && byte !== CR) return false;
  const before = byte === LF && text[i - 1] === CR ? text[i - 2] : text[i - 1];
  return before === LF || before === CR;
}
