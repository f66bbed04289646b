import type { Random } from './random.ts';

/** One change to bytes of whatever meaning; those of protobuf above all. */
type ByteMutation = (bytes: Buffer, random: Random) => Buffer;

const HUGE_VARINTS = [
  Buffer.from('ffffffffffffffffff01', 'hex'),
  Buffer.from('ffffffffffffffffffffffff7f', 'hex'),
  Buffer.from('ffffffff0f', 'hex'),
  Buffer.from('8080808080808080808000', 'hex'),
];
/** NaN, infinities, the largest and the smallest double, as they stand in protobuf; and the largest integers. */
const STRANGE_NUMBERS = [
  ...[
    Number.NaN,
    Infinity,
    -Infinity,
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
    Number.MIN_VALUE,
    -0,
    -1,
    1e300,
  ].map((value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return bytes;
  }),
  Buffer.alloc(8, 0xff),
  Buffer.from('ffffffffffffff7f', 'hex'),
  Buffer.alloc(8),
];
const GIANT_BYTES = 200_000;
const DEPTH = 5_000;

const flipBits: ByteMutation = (bytes, random) => {
  const changed = Buffer.from(bytes);
  for (let flips = 1 + random.below(8); flips > 0; flips -= 1) {
    const at = random.below(changed.length);
    changed.writeUInt8(changed.readUInt8(at) ^ (1 << random.below(8)), at);
  }
  return changed;
};

const truncate: ByteMutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length));

const insert =
  (what: Buffer): ByteMutation =>
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), what, bytes.subarray(at)]);
  };

const overwrite =
  (what: Buffer): ByteMutation =>
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    what.copy(changed, random.below(changed.length));
    return changed;
  };

/** A length that says more or less than there is: a small byte that grows or shrinks. */
const lieAboutLength: ByteMutation = (bytes, random) => {
  const changed = Buffer.from(bytes);
  for (let tries = 0; tries < 50; tries += 1) {
    const at = random.below(changed.length);
    const byte = changed.readUInt8(at);
    if (byte === 0 || byte > 0x7f) continue;
    changed.writeUInt8(random.pick([byte - 1, byte + 1, 0x7f, 0, byte ^ 0x3f]) & 0xff, at);
    return changed;
  }
  return changed;
};

function slice(bytes: Buffer, random: Random): { from: number; to: number } {
  const from = random.below(bytes.length);
  return { from, to: Math.min(bytes.length, from + 1 + random.below(200)) };
}

const duplicateSlice: ByteMutation = (bytes, random) => {
  const { from, to } = slice(bytes, random);
  return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
};

const deleteSlice: ByteMutation = (bytes, random) => {
  const { from, to } = slice(bytes, random);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
};

/** The whole message once more behind itself: in protobuf, its fields are there twice. */
const duplicateAll: ByteMutation = (bytes) => Buffer.concat([bytes, bytes]);

/** Messages in messages in messages: each level a tag and a length. */
const nestDeeply: ByteMutation = (bytes, random) => {
  const tag = random.pick([0x0a, 0x12, 0x2a, 0x32]);
  const open: number[] = [];
  let length = 4;
  for (let level = 0; level < DEPTH && length < 60_000; level += 1) {
    const size =
      length < 128 ? [length] : length < 16_384 ? [0x80 | (length & 0x7f), length >> 7] : undefined;
    const varint = size ?? [0x80 | (length & 0x7f), 0x80 | ((length >> 7) & 0x7f), length >> 14];
    open.unshift(tag, ...varint);
    length += 1 + varint.length;
    if (level > 400) break;
  }
  return Buffer.concat([bytes, Buffer.from(open), Buffer.from([0x0a, 0x02, 0x61, 0x62])]);
};

const randomBytes: ByteMutation = (_bytes, random) =>
  Buffer.from(Array.from({ length: random.below(400) }, () => random.below(256)));

const MUTATIONS: readonly ByteMutation[] = [
  flipBits,
  flipBits,
  flipBits,
  truncate,
  lieAboutLength,
  lieAboutLength,
  duplicateSlice,
  deleteSlice,
  duplicateAll,
  randomBytes,
  (bytes, random) => overwrite(random.pick(STRANGE_NUMBERS))(bytes, random),
  (bytes, random) => overwrite(random.pick(STRANGE_NUMBERS))(bytes, random),
  (bytes, random) => insert(random.pick(HUGE_VARINTS))(bytes, random),
  (bytes, random) => overwrite(random.pick(HUGE_VARINTS))(bytes, random),
];
/** Large ones cost the test more than they find: once in a while. */
const LARGE_MUTATIONS: readonly ByteMutation[] = [
  insert(Buffer.alloc(GIANT_BYTES, 'x')),
  insert(Buffer.alloc(GIANT_BYTES, 0xff)),
  nestDeeply,
];
const LARGE_SHARE = 0.002;

/** Some changes, one upon the other. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let changed = bytes;
  for (let changes = random.next() < 0.3 ? 3 : 1; changes > 0 && changed.length > 0; changes -= 1) {
    const mutation = random.pick(random.next() < LARGE_SHARE ? LARGE_MUTATIONS : MUTATIONS);
    changed = mutation(changed, random);
  }
  return changed;
}
