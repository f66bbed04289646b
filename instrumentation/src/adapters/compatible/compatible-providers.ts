import { DEEPINFRA, GROQ, LITELLM, MOONSHOT, STATES_COST, STATES_USAGE } from './compatible-dialects.ts';
import { type CompatibleOptions, createCompatibleAdapter } from './compatible.ts';
import type { RateLimitHeaders } from '../rate-limits.ts';
import type { ProviderAdapter } from '../types.ts';

/** Source: inference-docs.cerebras.ai/support/rate-limits. */
const CEREBRAS_LIMITS: readonly RateLimitHeaders[] = [
  {
    kind: 'requests',
    limit: 'x-ratelimit-limit-requests-day',
    remaining: 'x-ratelimit-remaining-requests-day',
  },
  {
    kind: 'tokens',
    limit: 'x-ratelimit-limit-tokens-minute',
    remaining: 'x-ratelimit-remaining-tokens-minute',
  },
];

/** Source: docs.together.ai/docs/rate-limits. */
const TOGETHER_LIMITS: readonly RateLimitHeaders[] = [
  { kind: 'requests', limit: 'x-ratelimit-limit', remaining: 'x-ratelimit-remaining' },
  { kind: 'tokens', limit: 'x-tokenlimit-limit', remaining: 'x-tokenlimit-remaining' },
];

/**
 * Providers that speak OpenAI's wire and differ from it in their hosts, or little more. Those without hosts are run by
 * their users, who name the host. Source of a host: the provider's own API reference.
 */
const PROVIDERS: Readonly<Record<string, CompatibleOptions>> = {
  ai21: { hosts: ['api.ai21.com'] },
  arcee: { hosts: ['api.arcee.ai'] },
  atlascloud: { hosts: ['api.atlascloud.ai'] },
  avian: { hosts: ['api.avian.io'] },
  baichuan: { hosts: ['api.baichuan-ai.com'] },
  baseten: { hosts: ['inference.baseten.co'] },
  cerebras: {
    hosts: ['api.cerebras.ai'],
    rateLimitHeaders: CEREBRAS_LIMITS,
    dialect: STATES_USAGE,
  },
  chutes: { hosts: ['llm.chutes.ai'] },
  databricks: {},
  deepinfra: { hosts: ['api.deepinfra.com'], dialect: DEEPINFRA },
  deepseek: { hosts: ['api.deepseek.com'], genAiProvider: 'deepseek', dialect: STATES_USAGE },
  digitalocean: { hosts: ['inference.do-ai.run'] },
  doubleword: { hosts: ['api.doubleword.ai'] },
  featherless: { hosts: ['api.featherless.ai'] },
  friendli: { hosts: ['api.friendli.ai'] },
  'github-copilot': { hosts: ['api.githubcopilot.com', '.githubcopilot.com'] },
  'github-models': { hosts: ['models.github.ai', 'models.inference.ai.azure.com'] },
  groq: { hosts: ['api.groq.com', '.api.groq.com'], dialect: GROQ },
  heroku: { hosts: ['us.inference.heroku.com', 'eu.inference.heroku.com'] },
  hunyuan: { hosts: ['api.hunyuan.cloud.tencent.com'] },
  hyperbolic: { hosts: ['api.hyperbolic.xyz'] },
  inception: { hosts: ['api.inceptionlabs.ai'] },
  'inference-net': { hosts: ['api.inference.net'] },
  ionos: { hosts: ['openai.inference.de-txl.ionos.com'] },
  jina: { hosts: ['api.jina.ai'] },
  kluster: { hosts: ['api.kluster.ai'] },
  lambda: { hosts: ['api.lambda.ai', 'api.lambdalabs.com'] },
  litellm: { dialect: LITELLM },
  'llama-cpp': {},
  'lm-studio': {},
  localai: {},
  'meta-llama': { hosts: ['api.llama.com'] },
  minimax: {
    hosts: ['api.minimax.io', 'api.minimaxi.com', 'api.minimax.chat'],
    routes: [
      {
        method: 'POST',
        path: /\/text\/chatcompletion_v2$/,
        operation: 'chat',
        genAiOperation: 'chat',
        billing: 'expected',
        reader: 'completion',
      },
    ],
  },
  moonshot: {
    hosts: ['api.moonshot.ai', 'api.moonshot.cn', 'api.kimi.com'],
    dialect: MOONSHOT,
  },
  morph: { hosts: ['api.morphllm.com'] },
  nebius: { hosts: ['api.studio.nebius.ai', 'api.studio.nebius.com', 'api.tokenfactory.nebius.com'] },
  novita: { hosts: ['api.novita.ai'] },
  nscale: { hosts: ['inference.api.nscale.com'] },
  nvidia: { hosts: ['integrate.api.nvidia.com', 'ai.api.nvidia.com'] },
  ovhcloud: { hosts: ['oai.endpoints.kepler.ai.cloud.ovh.net', '.endpoints.kepler.ai.cloud.ovh.net'] },
  parasail: { hosts: ['api.parasail.io'] },
  poe: { hosts: ['api.poe.com'] },
  portkey: { hosts: ['api.portkey.ai'] },
  qianfan: { hosts: ['qianfan.baidubce.com'] },
  reka: { hosts: ['api.reka.ai'] },
  requesty: { hosts: ['router.requesty.ai'], dialect: STATES_COST },
  sambanova: { hosts: ['api.sambanova.ai'] },
  scaleway: { hosts: ['api.scaleway.ai'] },
  sglang: {},
  siliconflow: { hosts: ['api.siliconflow.com', 'api.siliconflow.cn'] },
  stepfun: { hosts: ['api.stepfun.com', 'api.stepfun.ai'] },
  together: {
    hosts: ['api.together.xyz', 'api.together.ai'],
    rateLimitHeaders: TOGETHER_LIMITS,
    dialect: STATES_USAGE,
  },
  upstage: { hosts: ['api.upstage.ai'] },
  venice: { hosts: ['api.venice.ai'] },
  'vercel-ai-gateway': { hosts: ['ai-gateway.vercel.sh'], dialect: STATES_COST },
  vllm: {},
  volcengine: { hosts: ['ark.cn-beijing.volces.com', 'ark.ap-southeast.bytepluses.com'] },
  vultr: { hosts: ['api.vultrinference.com'] },
  yi: { hosts: ['api.lingyiwanwu.com'] },
  zai: { hosts: ['api.z.ai'], dialect: STATES_USAGE },
  zhipuai: { hosts: ['open.bigmodel.cn'], dialect: STATES_USAGE },
};

export const COMPATIBLE_PROVIDERS: readonly ProviderAdapter[] = Object.entries(PROVIDERS).map(
  ([provider, options]) => createCompatibleAdapter(provider, options),
);
