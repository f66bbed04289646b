import { type AwsMessage, AwsEventStream } from '../../wire/aws-event-stream.ts';
import type { EventReader } from '../../wire/event-reader.ts';
import { asObject, asText } from '../../wire/json-values.ts';
import { JsonExtractor, type Shape } from '../../wire/json-extractor.ts';

/** The member under which a reader is told of a message that is an exception or an error: its type. */
export const AWS_EXCEPTION = ':exception-type';
const CHUNK_SHAPE: Shape = { object: { bytes: true } };

/**
 * Turns the messages of an AWS event stream into documents: of a `chunk` of Bedrock's invoke stream what its `bytes` hold,
 * of another event its payload, of an exception `{ ":exception-type": ... }`.
 */
export function createAwsEvents(
  events: EventReader,
  onDocument: (document: unknown) => void,
): AwsEventStream {
  return new AwsEventStream(({ headers, payload }) => {
    if (headers.get(':message-type') !== 'event' && headers.has(':message-type')) {
      onDocument({ [AWS_EXCEPTION]: headers.get(':exception-type') ?? headers.get(':error-code') ?? '' });
      return;
    }
    const data = headers.get(':event-type') === 'chunk' ? decodeChunk(payload) : payload;
    if (data === undefined) return;
    events.data(data);
    events.event();
  });
}

function decodeChunk(payload: AwsMessage['payload']): Uint8Array | undefined {
  const extractor = new JsonExtractor(CHUNK_SHAPE);
  extractor.write(payload);
  const bytes = asText(asObject(extractor.end())?.['bytes']);
  return bytes === undefined ? undefined : Buffer.from(bytes, 'base64');
}
