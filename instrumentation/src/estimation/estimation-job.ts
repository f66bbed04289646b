/** What the worker is asked: the texts of one call. They live in the worker until it has counted them. */
export interface EstimationJob {
  id: number;
  model: string | undefined;
  /** The request's JSON body; a copy, whose memory is handed over. */
  request: Uint8Array;
  completion: string;
}

/** Asks the worker to load what it needs for a model. */
export interface EstimationPreparation {
  prepare: true;
  model: string | undefined;
}

/** What the worker answers. */
export interface EstimationAnswer {
  id: number;
  tokens?: { input: number; output: number };
  /** Why there is no tokenizer; nothing can be estimated then. */
  unavailable?: string;
}
