import { crc32 } from 'node:zlib';
import { type Answer, json, type Provider } from './exchange.ts';

const USAGE = { inputTokens: 16, outputTokens: 6, totalTokens: 22 };
const TEXT_HEADER = 7;
/** Total length, length of the headers, and the checksum of both. */
const PRELUDE_BYTES = 12;

/** Source: docs.aws.amazon.com/bedrock/latest/APIReference, Converse, ConverseStream and InvokeModel. */
export const bedrock: Provider = {
  answer({ path }) {
    if (path.endsWith('/converse')) {
      return json({
        output: { message: { role: 'assistant', content: [{ text: 'Guten Tag' }] } },
        stopReason: 'end_turn',
        usage: USAGE,
        metrics: { latencyMs: 5 },
      });
    }
    if (path.endsWith('/converse-stream')) {
      return eventStream([
        ['messageStart', { role: 'assistant' }],
        ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Guten' } }],
        ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: ' Tag' } }],
        ['contentBlockStop', { contentBlockIndex: 0 }],
        ['messageStop', { stopReason: 'end_turn' }],
        ['metadata', { usage: USAGE, metrics: { latencyMs: 5 } }],
      ]);
    }
    return json(
      {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'claude-3-haiku-20240307',
        content: [{ type: 'text', text: 'Guten Tag' }],
        stop_reason: 'end_turn',
        usage: { input_tokens: 16, output_tokens: 6 },
      },
      { 'x-amzn-bedrock-input-token-count': '16', 'x-amzn-bedrock-output-token-count': '6' },
    );
  },
  refusal: {
    status: 500,
    headers: { 'x-amzn-errortype': 'InternalServerException' },
    body: { message: 'Try again' },
  },
};

function eventStream(events: readonly (readonly [type: string, payload: unknown])[]): Answer {
  return {
    headers: { 'content-type': 'application/vnd.amazon.eventstream' },
    chunks: events.map(([type, payload]) => encodeEvent(type, JSON.stringify(payload))),
  };
}

/** Source: smithy.io/2.0/aws/amazon-eventstream.html. */
function encodeEvent(type: string, payload: string): Uint8Array {
  const headers = Buffer.concat(
    Object.entries({
      ':event-type': type,
      ':content-type': 'application/json',
      ':message-type': 'event',
    }).map(([name, value]) => {
      const length = Buffer.alloc(3);
      length.writeUInt8(TEXT_HEADER, 0);
      length.writeUInt16BE(value.length, 1);
      return Buffer.concat([Buffer.of(name.length), Buffer.from(name), length, Buffer.from(value)]);
    }),
  );
  const body = Buffer.from(payload);
  const message = Buffer.alloc(PRELUDE_BYTES + headers.length + body.length + 4);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(headers.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  headers.copy(message, PRELUDE_BYTES);
  body.copy(message, PRELUDE_BYTES + headers.length);
  message.writeUInt32BE(crc32(message.subarray(0, -4)), message.length - 4);
  return message;
}
