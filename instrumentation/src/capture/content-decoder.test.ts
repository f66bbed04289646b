import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createContentDecoder } from './content-decoder.ts';

const TEXT = Buffer.from('{"usage":{"input_tokens":12},"text":"日本語 🎈"}'.repeat(400));

const ENCODED: Record<string, Buffer> = {
  '': TEXT,
  identity: TEXT,
  gzip: zlib.gzipSync(TEXT),
  'x-gzip': zlib.gzipSync(TEXT),
  GZIP: zlib.gzipSync(TEXT),
  deflate: zlib.deflateSync(TEXT),
  br: zlib.brotliCompressSync(TEXT),
  zstd: zlib.zstdCompressSync(TEXT),
  'gzip, br': zlib.brotliCompressSync(zlib.gzipSync(TEXT)),
};

async function decode(
  encoding: string,
  bytes: Buffer,
  pieceSize: number,
): Promise<{ text: Buffer; fault: unknown }> {
  const pieces: Buffer[] = [];
  const decoder = createContentDecoder(encoding, (piece) => pieces.push(Buffer.from(piece)));
  if (decoder === undefined) throw new Error(`no decoder for ${encoding}`);
  for (let i = 0; i < bytes.length; i += pieceSize) decoder.write(bytes.subarray(i, i + pieceSize));
  const fault = await new Promise((resolve) => decoder.end(resolve));
  return { text: Buffer.concat(pieces), fault };
}

describe('createContentDecoder', () => {
  for (const [encoding, bytes] of Object.entries(ENCODED)) {
    it.each([1, 13, 1_000_000])(`decodes "${encoding}" in pieces of %s bytes`, async (size) => {
      const { text, fault } = await decode(encoding, bytes, size);
      expect(fault).toBeUndefined();
      expect(text.equals(TEXT)).toBe(true);
    });
  }

  it('decodes deflate without the zlib header, as some servers send it', async () => {
    const { text, fault } = await decode('deflate', zlib.deflateRawSync(TEXT), 7);
    expect(fault).toBeUndefined();
    expect(text.equals(TEXT)).toBe(true);
  });

  it.each(['gzip', 'deflate', 'br', 'zstd'])(
    'yields the beginning of a %s body that is cut',
    async (encoding) => {
      // Bytes that do not compress, so that half of the input stands for about half of the output.
      const noise = Buffer.alloc(300_000, 0).map((_, i) => (Math.imul(i, 2_654_435_761) >>> 13) & 0xff);
      const compress: Record<string, (input: Uint8Array) => Buffer> = {
        gzip: (input) => zlib.gzipSync(input),
        deflate: (input) => zlib.deflateSync(input),
        br: (input) =>
          zlib.brotliCompressSync(input, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
        zstd: (input) => zlib.zstdCompressSync(input),
      };
      const whole = compress[encoding]?.(noise) ?? Buffer.alloc(0);
      const { text } = await decode(encoding, whole.subarray(0, whole.length / 2), 4096);
      expect(text.length).toBeGreaterThan(0);
      expect(text.equals(noise.subarray(0, text.length))).toBe(true);
    },
  );

  it('tells that a body is not what its encoding says', async () => {
    const { fault } = await decode('gzip', TEXT, 1000);
    expect(fault).toBeInstanceOf(Error);
  });

  it('tells a fault of whoever reads the decoded bytes', async () => {
    const decoder = createContentDecoder('gzip', () => {
      throw new Error('reader');
    });
    decoder?.write(zlib.gzipSync(TEXT));
    expect(await new Promise((resolve) => decoder?.end(resolve))).toMatchObject({ message: 'reader' });
  });

  it.each(['gzip', 'br', 'zstd', 'gzip, gzip'])(
    'gives up a body of %s that unpacks without end',
    async (encoding) => {
      const zeros = Buffer.alloc(64 * 1024 * 1024);
      const quick = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } };
      const packed: Record<string, () => Buffer> = {
        gzip: () => zlib.gzipSync(zeros),
        br: () => zlib.brotliCompressSync(zeros, quick),
        zstd: () => zlib.zstdCompressSync(zeros),
        'gzip, gzip': () => zlib.gzipSync(zlib.gzipSync(zeros)),
      };
      let unpackedBytes = 0;
      const decoder = createContentDecoder(encoding, (bytes) => (unpackedBytes += bytes.length));
      decoder?.write(packed[encoding]?.() ?? Buffer.alloc(0));
      const fault = await new Promise((resolve) => decoder?.end(resolve));
      expect(fault).toMatchObject({ message: 'The response unpacks to far more than what was sent.' });
      expect(unpackedBytes).toBeLessThan(40 * 1024 * 1024);
    },
  );

  it('reads a long body that repeats itself, as streams do', async () => {
    const text = Buffer.from('data: {"choices":[{"delta":{"content":"x"}}]}\n\n'.repeat(20_000));
    const { text: read, fault } = await decode('gzip', zlib.gzipSync(text), 1000);
    expect(fault).toBeUndefined();
    expect(read.equals(text)).toBe(true);
  });

  it('knows no tower of encodings', () => {
    expect(createContentDecoder('gzip,'.repeat(5), () => undefined)).toBeDefined();
    expect(createContentDecoder('gzip,'.repeat(6), () => undefined)).toBeUndefined();
  });

  it('knows no other encodings', () => {
    expect(createContentDecoder('compress', () => undefined)).toBeUndefined();
  });

  it('ends at once when nothing came', async () => {
    expect((await decode('br', Buffer.alloc(0), 1)).text.length).toBe(0);
  });
});
