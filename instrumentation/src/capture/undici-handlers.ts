import { guard, type OnFault } from '../guard.ts';
import { findHeader } from './headers.ts';
import type { CallObserver } from './types.ts';

/** undici 8 has given the methods that receive a response new names. */
const RECEIVES = ['onData', 'onResponseData'] as const;
const SENDS = 'onBodySent';
const UPGRADES = ['onUpgrade', 'onRequestUpgrade'] as const;

type Method = (...args: unknown[]) => unknown;

/**
 * Observes the bodies of one request of a copy of undici that publishes none. What `undici:request:create` publishes is
 * the object whose methods undici itself calls with every piece it sends and receives: those of this object alone are
 * called through. False when it has no such methods.
 */
export function observeHandlers(request: object, call: CallObserver, onFault: OnFault): boolean {
  const methods = request as Record<string, unknown>;
  const receives = RECEIVES.find((name) => typeof methods[name] === 'function');
  if (receives === undefined || typeof methods[SENDS] !== 'function') return false;
  observe(methods, SENDS, (chunk) => call.request(toBytes(chunk)), onFault);
  observe(methods, receives, (chunk) => call.chunk(toBytes(chunk)), onFault);
  observeUpgrade(request, call, onFault);
  return true;
}

/** A connection that has become a WebSocket is over for undici, and many copies (that of Node 24, too) tell nobody. */
export function observeUpgrade(request: object, call: CallObserver, onFault: OnFault): void {
  const onUpgrade = (statusCode: unknown, headers: unknown): void => {
    call.response({
      statusCode: typeof statusCode === 'number' ? statusCode : 0,
      header: (name) => findHeader(headers, name),
    });
    call.end();
  };
  for (const name of UPGRADES) observe(request as Record<string, unknown>, name, onUpgrade, onFault);
}

export function toBytes(chunk: unknown): Uint8Array {
  return chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
}

function observe(
  methods: Record<string, unknown>,
  name: string,
  onCall: (...args: unknown[]) => void,
  onFault: OnFault,
): void {
  const original = methods[name];
  if (typeof original !== 'function') return;
  const method = original as Method;
  methods[name] = function (this: unknown, ...args: unknown[]): unknown {
    guard(onFault, () => onCall(...args));
    return Reflect.apply(method, this, args);
  };
}
