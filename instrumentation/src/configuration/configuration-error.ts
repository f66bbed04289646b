/** A setting that cannot be used. The message says what is wrong, where, and what to do. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError';
}
