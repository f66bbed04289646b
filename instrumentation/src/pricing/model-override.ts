import { type ModelInfo } from '@pydantic/genai-prices';

/**
 * A model that the price library prices wrongly or not at all, in its own form. Of several entries that match a name, the
 * newest that is in force counts; before the first one, the library's price does.
 */
export interface ModelOverride extends ModelInfo {
  /** First day (UTC), or the instant, from which on the entry counts; absent: always. */
  readonly from?: string;
  /** Where the price is published; absent where a comment tells it for the whole file. */
  readonly source?: string;
}
