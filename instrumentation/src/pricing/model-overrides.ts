import { type ModelOverride } from './model-override.ts';
import { ALIBABA_INTERNATIONAL_MODELS } from './models/alibaba.ts';
import { OPENAI_MODELS } from './models/openai.ts';

/** Our own model prices by provider id; they count before those of the price library. */
export const MODEL_OVERRIDES: Readonly<Record<string, readonly ModelOverride[]>> = {
  alibaba_international: ALIBABA_INTERNATIONAL_MODELS,
  openai: OPENAI_MODELS,
};
