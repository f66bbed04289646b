const OPEN_OBJECT = 0x7b;
const COLON = 0x3a;
const QUOTE = 0x22;

/** As a member with an object, or as the type of the event. */
const ERROR = Buffer.from('"error"');
/** The ends of `"status":"failed"` and `"type":"response.failed"`. */
const FAILURES = [Buffer.from('failed"'), Buffer.from('cancelled"')];

/** Texts of which one stands in every event that tells of an error. Without a leading quote they are found sooner. */
export const ERROR_MARKERS: readonly Buffer[] = [Buffer.from('error"'), ...FAILURES];

/** A member as it stands in JSON. */
export interface MemberMarker {
  readonly quoted: Buffer;
  /** Without the leading quote. */
  readonly marker: Buffer;
}

export function createMemberMarker(name: string): MemberMarker {
  const quoted = Buffer.from(JSON.stringify(name));
  return { quoted, marker: quoted.subarray(1) };
}

/**
 * True when an event has one of the members, or tells of an error. May say yes too often, which costs a parse: what is
 * quoted inside a text has its quotes escaped.
 */
export function isWantedEvent(event: Uint8Array, members: readonly MemberMarker[]): boolean {
  const text = Buffer.from(event.buffer, event.byteOffset, event.byteLength);
  return (
    members.some(({ quoted }) => hasMember(text, quoted)) ||
    hasMember(text, ERROR) ||
    isValue(text, ERROR) ||
    FAILURES.some((failure) => text.includes(failure))
  );
}

/**
 * True when what follows a member's name is an object, a number or a text; `"usage": null` stands in every chunk of some
 * streams.
 *
 * @param behind the index behind the name's closing quote
 */
export function hasValue(text: Uint8Array, behind: number): boolean {
  for (let i = behind; i < text.length; i += 1) {
    const byte = text[i];
    if (byte === OPEN_OBJECT || byte === QUOTE || isDigit(byte)) return true;
    // Only white space and the colon may stand between the name and the value.
    if (byte !== COLON && !isWhitespace(byte)) return false;
  }
  return false;
}

function hasMember(text: Buffer, name: Buffer): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (hasValue(text, at + name.length)) return true;
  }
  return false;
}

/** True when the text stands behind a colon: a value, no name. */
function isValue(text: Buffer, value: Buffer): boolean {
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
    let i = at - 1;
    while (i >= 0 && isWhitespace(text[i])) i -= 1;
    if (text[i] === COLON) return true;
  }
  return false;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isWhitespace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
