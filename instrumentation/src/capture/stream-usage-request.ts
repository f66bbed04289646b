import { JsonExtractor, type Shape } from '../wire/json-extractor.ts';
import { asObject } from '../wire/json-values.ts';

const SHAPE: Shape = { object: { stream: true, stream_options: true } };
const ASK = '"stream_options":{"include_usage":true},';

/**
 * The body of a chat completions request with `stream_options.include_usage` added; undefined when it asks already, asks
 * for no stream, or cannot be read. The rest stays byte for byte, unless the body has `stream_options` of its own.
 */
export function askForUsage(body: string | Uint8Array): string | Uint8Array | undefined {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const extractor = new JsonExtractor(SHAPE);
  extractor.write(bytes);
  const request = asObject(extractor.end());
  if (request?.['stream'] !== true) return undefined;
  const options = request['stream_options'];
  if (asObject(options)?.['include_usage'] === true) return undefined;
  const text = typeof body === 'string' ? body : Buffer.from(body).toString();
  const asking = options === undefined ? insert(text) : replace(text);
  return typeof body === 'string' || asking === undefined ? asking : Buffer.from(asking);
}

function insert(text: string): string | undefined {
  const begin = text.indexOf('{') + 1;
  return begin === 0 ? undefined : text.slice(0, begin) + ASK + text.slice(begin);
}

function replace(text: string): string | undefined {
  const request = asObject(JSON.parse(text));
  if (request === undefined) return undefined;
  const options = { ...asObject(request['stream_options']), include_usage: true };
  return JSON.stringify({ ...request, stream_options: options });
}
