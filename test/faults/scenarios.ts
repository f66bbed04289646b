/** What a caller does; `name` is also how the provider behaves. */
export interface Scenario {
  name: string;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  bodyKind?: 'bytes' | 'blob' | 'form';
  /** Pieces of an upload, each sent when the server has the one before. */
  upload?: number;
  abortAfterPiece?: number;
  /** Texts and their encodings for `request.write` of `node:http`. */
  writes?: readonly (readonly [string, string])[];
  httpOptions?: Readonly<Record<string, unknown>>;
  /** Milliseconds until the caller's own signal aborts. */
  timeout?: number;
  abortWhenTold?: boolean;
  abortInStream?: number;
  leaveAfter?: number;
  /** Reads nothing until the server is held up. */
  waitFirst?: boolean;
  /** Tells the server of each piece that was read. */
  acknowledged?: boolean;
  /** The body comes in pieces that the kernel chooses. */
  large?: boolean;
  rounds?: number;
  only?: readonly ('fetch' | 'http' | 'undici')[];
  /** Another port of the loopback than the provider's. */
  port?: number;
}

const CHAT = '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Grüße 🌍"}],"stream":true}';

export const SCENARIOS: readonly Scenario[] = [
  { name: 'json', body: CHAT },
  { name: 'chunks', body: CHAT, acknowledged: true },
  { name: 'gzip-chunks', body: CHAT, acknowledged: true, only: ['fetch'] },
  { name: 'binary-body', body: CHAT, bodyKind: 'bytes' },
  { name: 'blob-body', body: CHAT, bodyKind: 'blob', only: ['fetch', 'undici'] },
  { name: 'form-body', bodyKind: 'form', only: ['fetch', 'undici'] },
  {
    name: 'encoded-strings',
    writes: [
      ['7b226d6f64656c223a', 'hex'],
      ['ImdwdC00byIs', 'base64'],
      ['"user":"Gr\u00fc\u00dfe"}', 'latin1'],
      ['', 'utf8'],
    ],
    only: ['http'],
  },
  { name: 'redirect', body: CHAT },
  { name: 'redirect-to-get', body: CHAT },
  { name: 'head', method: 'HEAD' },
  { name: 'no-content', body: CHAT },
  { name: 'early-hints', body: CHAT },
  { name: 'trailers', body: CHAT },
  { name: 'refused', body: CHAT },
  { name: 'server-error', body: CHAT },
  { name: 'upload', upload: 5 },
  { name: 'aborted-upload', upload: 5, abortAfterPiece: 0 },
  { name: 'slow-reader', body: CHAT, waitFirst: true, large: true },
  { name: 'abort-before-headers', body: CHAT, abortWhenTold: true },
  { name: 'abort-in-stream', body: CHAT, acknowledged: true, abortInStream: 1 },
  { name: 'leave', body: CHAT, acknowledged: true, leaveAfter: 1 },
  { name: 'timeout', body: CHAT, timeout: 60 },
  { name: 'timeout', body: CHAT, httpOptions: { timeout: 60 }, only: ['http'] },
  { name: 'cut-in-stream', body: CHAT, acknowledged: true },
  { name: 'reset-in-stream', body: CHAT, acknowledged: true },
  { name: 'cut-before-headers', body: CHAT },
  { name: 'garbage', body: CHAT },
  { name: 'too-short', body: CHAT },
  { name: 'too-long', body: CHAT },
  { name: 'bad-chunk', body: CHAT },
  { name: 'large-headers', body: CHAT },
  { name: 'too-large-headers', body: CHAT },
  { name: 'invalid-utf8', body: CHAT },
  { name: 'split-characters', body: CHAT, acknowledged: true },
  { name: 'not-gzip', body: CHAT },
  { name: 'unknown-encoding', body: CHAT },
  { name: 'cut-gzip', body: CHAT },
  { name: 'cut-br', body: CHAT },
  { name: 'cut-zstd', body: CHAT },
  { name: 'gzip', body: CHAT },
  { name: 'br', body: CHAT },
  { name: 'zstd', body: CHAT },
  { name: 'keep-alive', body: CHAT, rounds: 4 },
  { name: 'expect-continue', body: CHAT, headers: { expect: '100-continue' } },
];
