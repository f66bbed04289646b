import { describe, expect, it } from 'vitest';
import { askForUsage } from './stream-usage-request.ts';

describe('askForUsage', () => {
  it('adds the question and leaves the rest as it is', () => {
    const body = ' {"model" : "m","stream":true,"seed":12345678901234567890,"x":"日本"}';
    expect(askForUsage(body)).toBe(
      ' {"stream_options":{"include_usage":true},"model" : "m","stream":true,"seed":12345678901234567890,"x":"日本"}',
    );
    expect(Buffer.from(askForUsage(Buffer.from(body)) as Uint8Array).toString()).toBe(askForUsage(body));
  });

  it.each([[{ include_obfuscation: false }], [{ include_usage: false }], [null]])(
    'adds it to options %j of the caller',
    (options) => {
      const body = JSON.stringify({ model: 'm', stream: true, stream_options: options });
      expect(JSON.parse(String(askForUsage(body)))).toEqual({
        model: 'm',
        stream: true,
        stream_options: { ...options, include_usage: true },
      });
    },
  );

  it.each([
    '{"stream":true,"stream_options":{"include_usage":true}}',
    '{"stream":false}',
    '{"model":"m","messages":[{"stream":true}]}',
    '[{"stream":true}]',
    'no JSON',
    '',
  ])('leaves %s alone', (body) => {
    expect(askForUsage(body)).toBeUndefined();
  });
});
