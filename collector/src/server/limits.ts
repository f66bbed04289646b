/** What one listener lets in. Each limit has an option of `outlay collector`. */
export interface ServerLimits {
  /** Largest body, before and after decompression. */
  readonly maxBodyBytes: number;
  /** How many times larger than its compressed form a body may be. */
  readonly maxCompressionRatio: number;
  /** Bytes of all bodies that may be in memory at a time, over all requests. */
  readonly maxBodyMemoryBytes: number;
  /** Time for the headers of a request to arrive. */
  readonly headersTimeoutMs: number;
  /** Time for a whole request to arrive, headers included. */
  readonly requestTimeoutMs: number;
  /** Requests that may be under way at a time, on each port. Health is always answered. */
  readonly maxRequests: number;
  /** Connections that may be open at a time, on each port. */
  readonly maxConnections: number;
}

const MEBIBYTE = 1024 * 1024;

/**
 * Defaults of 2026-11, for a collector in 250 MB. An export of 200 series is some 50 kB of protobuf, so that the body limit
 * holds 30,000 series; gzip makes such exports 10 to 40 times smaller, a bomb up to 1,032 times. A thousand services
 * keep a connection each; few of their exports arrive in the same instant.
 */
export const DEFAULT_SERVER_LIMITS: ServerLimits = {
  maxBodyBytes: 8 * MEBIBYTE,
  maxCompressionRatio: 200,
  maxBodyMemoryBytes: 64 * MEBIBYTE,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  maxRequests: 256,
  maxConnections: 4096,
};

/** Seconds after which a sender that was refused for want of room should try again; OTLP exporters honour it. */
export const RETRY_AFTER_SECONDS = 5;
