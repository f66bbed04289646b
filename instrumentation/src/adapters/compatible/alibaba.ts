import { createCompatibleAdapter } from './compatible.ts';
import type { Route } from '../openai/openai-routes.ts';

const MAINLAND = /(^|\.)dashscope\.aliyuncs\.com$|(^|\.)cn-/;

/** DashScope's own endpoints. Source: alibabacloud.com/help/en/model-studio, DashScope API reference. */
const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: /\/services\/aigc\/(text|multimodal)-generation\/generation$/,
    operation: 'chat',
    genAiOperation: 'chat',
    billing: 'expected',
    reader: 'result',
  },
  {
    method: 'POST',
    path: /\/services\/embeddings\/.+$/,
    operation: 'embeddings',
    genAiOperation: 'embeddings',
    billing: 'expected',
    reader: 'result',
  },
  {
    method: 'POST',
    path: /\/services\/rerank\/.+$/,
    operation: 'rerank',
    billing: 'expected',
    reader: 'result',
  },
];

/**
 * Alibaba Cloud Model Studio: OpenAI's wire, and DashScope's own, whose usage object has the same members and whose
 * streams repeat it in every event. Its responses name no model: the one asked for counts.
 */
export const alibaba = createCompatibleAdapter('alibaba', {
  hosts: [
    'dashscope.aliyuncs.com',
    '.dashscope.aliyuncs.com',
    'dashscope-intl.aliyuncs.com',
    'dashscope-us.aliyuncs.com',
    '.maas.aliyuncs.com',
  ],
  routes: ROUTES,
  // Prices differ between the mainland and the rest of the world.
  dialect: {
    variant: ({ hostname }) => (MAINLAND.test(hostname) ? 'mainland' : 'international'),
  },
});
