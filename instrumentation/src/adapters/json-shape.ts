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

/** Shapes are made once for all calls of an endpoint, and so are their members. */
const known = new WeakMap<object, readonly WantedMember[]>();

/** The members that an object of this shape is asked for. */
export function membersOf(shape: Exclude<Shape, true>): readonly WantedMember[] {
  let members = known.get(shape);
  if (members === undefined) {
    members = Object.entries(shape.object ?? {}).map(([name, member]) => ({
      name,
      bytes: Buffer.from(name),
      shape: member,
    }));
    known.set(shape, members);
  }
  return members;
}

/** The member whose name stands in `chunk` from `start` to `end`. */
export function findMember(
  members: readonly WantedMember[],
  chunk: Uint8Array,
  start: number,
  end: number,
): WantedMember | undefined {
  for (const member of members) {
    const { bytes } = member;
    if (bytes.length !== end - start) continue;
    let i = 0;
    while (i < bytes.length && bytes[i] === chunk[start + i]) i += 1;
    if (i === bytes.length) return member;
  }
  return undefined;
}
