import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { type Scope, SCOPES, createToken, hashToken } from '../access/token.ts';
import { isTokenName, parseTokens, tokenLine } from '../access/tokens-file.ts';
import { OutlayError } from '../error.ts';

interface Flags {
  tokens: string;
  name: string;
  scope: Scope[];
}

/** Read and written by its owner alone: the hashes are of no use to others, but whoever adds a line lets himself in. */
const FILE_MODE = 0o600;

/** `outlay token`: makes the tokens that a collector asks for. */
export function tokenCommand(): Command {
  const create = new Command('create')
    .description(
      'make a token, print it once and keep its hash in the tokens file; SIGHUP makes the collector read it',
    )
    .addOption(
      new Option('--tokens <file>', 'tokens file; made if it is not there')
        .env('OUTLAY_TOKENS_FILE')
        .makeOptionMandatory(),
    )
    .requiredOption('--name <name>', 'who gets it, to find it again in the file and the log')
    .addOption(
      new Option('--scope <scopes...>', 'what it is for: sending telemetry, or reading metrics and reports')
        .choices(SCOPES)
        .makeOptionMandatory(),
    )
    .action((flags: Flags) => {
      console.log(addToken(flags));
      console.error(
        `Kept as ${flags.name} in ${flags.tokens}, as a hash: the token itself is shown this once. ` +
          'A collector that is running reads the file again on SIGHUP; to take the token away, remove its line.',
      );
    });
  return new Command('token')
    .description('make tokens for those who send to a collector and read from it')
    .addCommand(create);
}

/**
 * @returns the new token
 * @throws OutlayError when the name is taken or the file cannot be written
 */
function addToken({ tokens: file, name, scope }: Flags): string {
  if (!isTokenName(name)) {
    throw new OutlayError(`--name ${name} must be letters, digits, ".", "_" or "-", at most 64 of them`);
  }
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (text.trim() !== '' && parseTokens(text, file).some((stored) => stored.name === name)) {
    throw new OutlayError(`${file} has a token named ${name}; remove its line first, or choose another name`);
  }
  const token = createToken();
  const line = tokenLine({ name, scopes: new Set(scope), sha256: hashToken(token) });
  try {
    appendFileSync(file, text === '' || text.endsWith('\n') ? line : `\n${line}`, { mode: FILE_MODE });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OutlayError(`cannot write the tokens file ${file}: ${reason}`, { cause });
  }
  return token;
}
