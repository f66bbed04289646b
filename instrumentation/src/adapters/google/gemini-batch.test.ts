import { describe, expect, it } from 'vitest';
import { google } from './google.ts';
import { createResponseBody } from '../../wire/response-body.ts';

function readFile(lines: readonly unknown[]) {
  const path = '/download/v1beta/files/own:download';
  const endpoint = google.endpoint('GET', path);
  const reader = endpoint.createReader({
    method: 'GET',
    hostname: 'generativelanguage.googleapis.com',
    port: undefined,
    path,
    header: () => undefined,
  });
  const body = createResponseBody('application/octet-stream', reader);
  body?.write(Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n')));
  body?.end();
  return { billing: endpoint.billing, reading: reader.reading() };
}

describe('a file of batch results of Gemini', () => {
  it('lists each result that has usage, in the tier of batches', () => {
    const { billing, reading } = readFile([
      {
        key: 'a',
        response: {
          responseId: 'r-1',
          modelVersion: 'gemini-2.5-flash',
          usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 2 },
        },
      },
      { key: 'b', error: { code: 400, message: 'refused' } },
      {
        key: 'c',
        response: {
          modelVersion: 'gemini-2.5-flash',
          usageMetadata: { promptTokenCount: 3, thoughtsTokenCount: 4 },
        },
      },
    ]);
    expect(billing).toBe('once');
    expect(reading.results).toMatchObject([
      {
        model: 'gemini-2.5-flash',
        resultId: 'r-1',
        serviceTier: 'batch',
        usage: { inputTokens: 10, outputTokens: 2 },
      },
      { resultId: '/download/v1beta/files/own:download/1', usage: { inputTokens: 3, outputTokens: 4 } },
    ]);
  });

  it('is no result when nothing in it has usage', () => {
    expect(readFile([{ key: 'b', error: { code: 400 } }]).reading.usage).toBeUndefined();
  });
});
