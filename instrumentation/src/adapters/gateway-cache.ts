import { changeReading } from './changed-reading.ts';
import type { Endpoint, Reading } from './types.ts';

/** Source: docs.helicone.ai/features/advanced-usage/caching. */
export const HELICONE_CACHE_HEADER = 'helicone-cache';
const HIT = /^hit\b/i;

/**
 * An endpoint behind a gateway that may answer from a cache of its own, as `header` tells: such an answer repeats the usage
 * of an earlier one, and nobody bills it.
 */
export function behindCache(endpoint: Endpoint, header: string): Endpoint {
  return {
    ...endpoint,
    createReader(request) {
      const reader = endpoint.createReader(request);
      const readHead = reader.readResponseHead?.bind(reader);
      let isHit = false;
      reader.readResponseHead = (head) => {
        isHit = HIT.test(head.header(header) ?? '');
        readHead?.(head);
      };
      return changeReading(reader, (reading) => (isHit ? withoutBill(reading) : reading));
    },
  };
}

function withoutBill({ requestModel, responseModel }: Reading): Reading {
  return {
    complete: true,
    notBilled: true,
    ...(requestModel !== undefined && { requestModel }),
    ...(responseModel !== undefined && { responseModel }),
  };
}
