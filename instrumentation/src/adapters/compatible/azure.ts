import { createCompatibleAdapter } from './compatible.ts';
import { OPENAI_DIALECT } from '../openai/openai-dialect.ts';
import { decodeSegment } from '../path-segment.ts';

const DEPLOYMENT = /\/deployments\/([^/]+)\//;

/**
 * Azure OpenAI and Azure AI Foundry. The path names the deployment, which is a name of the customer's own; what answered
 * (also behind a model router) stands in the response. Source: learn.microsoft.com/azure/ai-services/openai/reference.
 */
export const azure = createCompatibleAdapter('azure', {
  hosts: [
    '.openai.azure.com',
    '.services.ai.azure.com',
    '.cognitiveservices.azure.com',
    '.models.ai.azure.com',
    '.openai.azure.us',
  ],
  genAiProvider: 'azure.ai.openai',
  dialect: {
    ...OPENAI_DIALECT,
    modelOfPath(path) {
      const name = DEPLOYMENT.exec(path)?.[1];
      return name === undefined ? undefined : decodeSegment(name);
    },
  },
});
