import { createCompatibleAdapter } from './compatible.ts';
import type { Dialect } from '../openai/dialect.ts';

const ROUTED_PATH = /^\/([a-z0-9-]+)\/.*v\d+\//;

/**
 * The router of Hugging Face passes a call on to a provider and bills that provider's price. The path names it
 * (`/together/v1/chat/completions`), or a header of the response does. Source:
 * huggingface.co/docs/inference-providers.
 */
const DIALECT: Dialect = {
  readHeaders(header) {
    const variant = header('x-inference-provider');
    return variant === undefined || !/^[a-z0-9-]{1,40}$/.test(variant) ? {} : { variant };
  },
  variant({ path }) {
    return ROUTED_PATH.exec(path)?.[1];
  },
};

export const huggingFace = createCompatibleAdapter('huggingface', {
  hosts: ['router.huggingface.co', 'api-inference.huggingface.co', '.endpoints.huggingface.cloud'],
  dialect: DIALECT,
});
