import type { FastifyBaseLogger } from 'fastify';
import type { TokenAccess } from '../access/token-access.ts';
import type { ServerMetrics } from '../exposition/server-metrics.ts';
import type { BodyMemory } from './body-memory.ts';
import type { ServerLimits } from './limits.ts';
import type { RefusalLog } from './refusal-log.ts';
import type { TlsContext } from './tls.ts';

export interface ServerOptions {
  /** `otlp` or `api`. */
  readonly name: string;
  readonly limits: ServerLimits;
  readonly bodyMemory: BodyMemory;
  readonly metrics: ServerMetrics;
  readonly refusals: RefusalLog;
  /** Undefined: nobody is asked for a token. */
  readonly access: TokenAccess | undefined;
  /** Undefined: plain HTTP. */
  readonly tls: TlsContext | undefined;
  readonly logger: FastifyBaseLogger;
}
