import { ConfigurationError } from '../configuration/configuration-error.ts';
import { parsePrices } from './prices-file.ts';
import { locatePrices, PRICES_VARIABLE, readPrices } from './prices-location.ts';
import { NO_USER_PRICES, type UserPrices } from './user-prices.ts';

/**
 * Reads the user's prices once: from `setting`, a path or URL, else from `prices.yaml` in the working directory when that
 * is there.
 *
 * @throws ConfigurationError with file, line and remedy of each mistake, or when they cannot be read
 */
export async function readUserPrices(setting: string | undefined): Promise<UserPrices> {
  const location = locatePrices(setting);
  if (location === undefined) return NO_USER_PRICES;
  let text: string;
  try {
    text = await readPrices(location);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(
      `${location.name}: cannot be read (${reason}); name the price list with --prices or ${PRICES_VARIABLE}`,
      { cause },
    );
  }
  const { prices, problems } = parsePrices(text, location.name);
  if (prices === undefined) throw new ConfigurationError(problems.map(({ message }) => message).join('\n'));
  return prices;
}
