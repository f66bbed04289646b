import type { RequestHead } from '../../capture/types.ts';
import { createMessageReader } from '../anthropic/anthropic-reader.ts';
import { createBatchFileReader, BatchReader } from './batch-reader.ts';
import { CompletionReader, createCompletionShapes } from './completion-reader.ts';
import type { Dialect } from './dialect.ts';
import { createImageShapes, ImageReader } from './image-reader.ts';
import { OTHER, type ReaderKind, type Route } from './openai-routes.ts';
import { createShapes, ResultReader } from './result-reader.ts';
import { createRunShapes, RunReader } from './run-reader.ts';
import { createSpeechShapes, SpeechReader } from './speech-reader.ts';
import { createTranscriptionShapes, TranscriptionReader } from './transcription-reader.ts';
import type { CallReader, Endpoint, ProviderAdapter } from '../types.ts';
import { createVideoShapes, VideoReader } from './video-reader.ts';

type CreateReader = (head: RequestHead) => CallReader;

/** Makes the readers of a kind; what can be shared by all calls is made once. */
const READERS: Readonly<Record<ReaderKind, (dialect: Dialect) => CreateReader>> = {
  result(dialect) {
    const shapes = createShapes(dialect);
    return (head) => new ResultReader({ dialect, shapes, head });
  },
  stored(dialect) {
    const shapes = createShapes(dialect);
    return (head) => new ResultReader({ dialect, shapes, head, repeats: 'background' });
  },
  run(dialect) {
    const shapes = createRunShapes(dialect);
    return (head) => new RunReader({ dialect, shapes, head });
  },
  completion(dialect) {
    const shapes = createCompletionShapes(dialect);
    return (head) => new CompletionReader({ dialect, shapes, head });
  },
  image(dialect) {
    const shapes = createImageShapes(dialect);
    return (head) => new ImageReader({ dialect, shapes, head });
  },
  speech(dialect) {
    const shapes = createSpeechShapes(dialect);
    return (head) => new SpeechReader({ dialect, shapes, head });
  },
  transcription(dialect) {
    const shapes = createTranscriptionShapes(dialect);
    return (head) => new TranscriptionReader({ dialect, shapes, head });
  },
  video(dialect) {
    const shapes = createVideoShapes(dialect);
    return (head) => new VideoReader({ dialect, shapes, head });
  },
  batch: () => () => new BatchReader(),
  'batch-file': (dialect) => (head) => createBatchFileReader(dialect, head),
  message: (dialect) => (head) => createMessageReader(head, dialect),
};

/** Finds the endpoint of a request; those of a provider that is never called are never made. */
export function createEndpointFinder(
  dialect: Dialect,
  routes: readonly Route[],
): ProviderAdapter['endpoint'] {
  const endpoints = new Map<Route | undefined, Endpoint>();
  return (method, path) => {
    const route = routes.find((candidate) => candidate.method === method && candidate.path.test(path));
    let endpoint = endpoints.get(route);
    if (endpoint === undefined) {
      endpoint = createEndpoint(dialect, route);
      endpoints.set(route, endpoint);
    }
    return endpoint;
  };
}

function createEndpoint(dialect: Dialect, route: Route | undefined): Endpoint {
  if (route === undefined) {
    return { operation: OTHER, billing: 'never', createReader: READERS.result(dialect) };
  }
  return {
    operation: route.operation,
    billing: route.billing,
    createReader: READERS[route.reader](dialect),
    ...(route.genAiOperation !== undefined && { genAiOperation: route.genAiOperation }),
    ...(route.reader === 'completion' && dialect.streamsStateUsage !== true && { usageOnRequest: true }),
  };
}
