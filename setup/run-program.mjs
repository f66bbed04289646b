import { spawn } from 'node:child_process';

/** A program of the set-up ended badly; `output` is what it printed. */
export class ProgramFailed extends Error {
  constructor(command, how, output) {
    const tail = output.trim().split('\n').slice(-25).join('\n');
    super(`"${command}" ${how}${tail ? `:\n${tail}` : ''}`);
    this.name = 'ProgramFailed';
    this.output = output;
  }
}

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} [options] onLine: the latest line of stdout
 * @returns {Promise<string>} what it printed on stdout
 * @throws {ProgramFailed} with the end of its output
 */
export function runProgram(program, args, { cwd, env = process.env, onLine } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const command = [program, ...args].join(' ');
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output += text;
      const line = text.trim().split('\n').at(-1);
      if (onLine && line) onLine(line);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', (error) => reject(new ProgramFailed(command, `could not start (${error.code})`, '')));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else
        reject(
          new ProgramFailed(command, signal ? `was ended by ${signal}` : `ended with code ${code}`, output),
        );
    });
  });
}
