import { findOpenAiEndpoint } from '../borrowed-wires.ts';
import type { Endpoint } from '../types.ts';
import { createWireAdapter, type WireRoute } from '../wire-adapter.ts';

/** Many containers speak the wire of OpenAI; of the others nothing is known. */
const { createReader } = findOpenAiEndpoint('POST', '/v1/completions');

/** The machines are billed by the hour, whoever calls them: a response without usage is no gap in the books. */
const INVOCATIONS: Endpoint = {
  operation: 'invoke_endpoint',
  genAiOperation: 'text_completion',
  billing: 'stated',
  createReader,
};
const PATH = /\/endpoints\/[^/]+\/(invocations|invocations-response-stream|async-invocations)$/;
const ROUTES: readonly WireRoute[] = [];

/** Endpoints of Amazon SageMaker AI. Source: docs.aws.amazon.com/sagemaker, InvokeEndpoint. */
export const awsSagemaker = createWireAdapter({
  provider: 'aws-sagemaker',
  hosts: ['runtime.sagemaker.*.amazonaws.com', 'runtime-fips.sagemaker.*.amazonaws.com'],
  routes: ROUTES,
  otherwise: (method, path) => (method === 'POST' && PATH.test(path) ? INVOCATIONS : undefined),
});
