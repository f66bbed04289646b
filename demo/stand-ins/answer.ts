import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { ProviderCall } from './provider-server.ts';
import type { Random } from './random.ts';

/** Sends JSON, compressed where the client takes it, as the providers do. */
export function answerJson(
  { response, acceptsGzip }: ProviderCall,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  const encoding = acceptsGzip ? { 'content-encoding': 'gzip' } : {};
  response.writeHead(200, { 'content-type': 'application/json', ...encoding, ...headers });
  response.end(acceptsGzip ? gzipSync(bytes) : bytes);
}

/** One server-sent event; Anthropic and OpenAI's responses name theirs, chat completions do not. */
export interface ServerEvent {
  readonly event?: string;
  readonly data: unknown;
}

/**
 * Sends events one by one with a pause between. The last one ends the response with it: a client that has read
 * `[DONE]` leaves at once.
 */
export async function answerEvents(
  { response, random }: ProviderCall,
  events: readonly ServerEvent[],
  headers: Record<string, string> = {},
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    ...headers,
  });
  const texts = events.map(({ event, data }) => {
    const name = event === undefined ? '' : `event: ${event}\n`;
    return `${name}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
  });
  for (const text of texts.slice(0, -1)) {
    response.write(text);
    await sleep(random.whole(1, 15));
  }
  response.end(texts.at(-1));
}

const WORDS = [
  'the',
  'order',
  'ships',
  'today',
  'and',
  'a',
  'refund',
  'takes',
  'three',
  'days',
  'as',
  'usual',
] as const;

/** Some words to answer with; what they say does not matter, only how many tokens are billed. */
export function words(random: Random, count: number): string[] {
  return Array.from({ length: count }, () => `${random.pick(WORDS)} `);
}

/** An identifier such as providers give their answers. */
export function identifier(random: Random, prefix: string): string {
  return prefix + Array.from({ length: 24 }, () => random.whole(0, 35).toString(36)).join('');
}
