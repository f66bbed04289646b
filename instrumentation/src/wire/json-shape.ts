/**
 * Which parts of a JSON document are wanted: `true` is the whole value; `object` names members, `array` says what is
 * wanted of each element. A document that may be an object or an array names both.
 */
export type Shape = true | { readonly object?: Readonly<Record<string, Shape>>; readonly array?: Shape };

/** A member that is wanted, with its name as it stands between the quotes of a document that escapes nothing. */
export interface WantedMember {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly shape: Shape;
}

/** The members that are wanted of an object. */
export interface WantedMembers {
  readonly all: readonly WantedMember[];
  /** By the number of their bytes: most names in a document differ from all of them in that already. */
  readonly byLength: readonly (readonly WantedMember[] | undefined)[];
}

/** Shapes are made once for all calls of an endpoint, and so are their members. */
const known = new WeakMap<object, WantedMembers>();

/** The members that an object of this shape is asked for. */
export function membersOf(shape: Exclude<Shape, true>): WantedMembers {
  let members = known.get(shape);
  if (members === undefined) known.set(shape, (members = createMembers(shape)));
  return members;
}

function createMembers(shape: Exclude<Shape, true>): WantedMembers {
  const all = Object.entries(shape.object ?? {}).map(([name, member]) => ({
    name,
    bytes: Buffer.from(name),
    shape: member,
  }));
  const byLength: WantedMember[][] = [];
  for (const member of all) (byLength[member.bytes.length] ??= []).push(member);
  return { all, byLength };
}

/** The member whose name stands in `chunk` from `start` to `end`. */
export function findMember(
  { byLength }: WantedMembers,
  chunk: Uint8Array,
  start: number,
  end: number,
): WantedMember | undefined {
  const candidates = byLength[end - start];
  if (candidates === undefined) return undefined;
  for (const member of candidates) {
    const { bytes } = member;
    let i = 0;
    while (i < bytes.length && bytes[i] === chunk[start + i]) i += 1;
    if (i === bytes.length) return member;
  }
  return undefined;
}
