// Loaded behind the hook: every adapter fails at the member that the path of a request names (`/fail-reading/...`), or,
// where FAIL_AT lists members, at these by turns. What is thrown is as unkind as a throw can be. What is built has no module
// of the adapters to reach into: the application runs on the sources (`--conditions=outlay-source`).
const { ADAPTERS } = await import(
  new URL('adapters/registry.ts', import.meta.resolve('@outlay/instrumentation')).href
);

const unkind = {
  get name() {
    throw new Error('even its name throws');
  },
  toString() {
    throw new Error('even its text throws');
  },
};
let thrown = 0;
globalThis.countThrownByAdapters = () => thrown;

function fail() {
  thrown += 1;
  throw thrown % 2 === 0 ? unkind : new TypeError('SECRET of a request');
}

const always = process.env.FAIL_AT?.split(',');
let calls = 0;

function memberOf(path) {
  if (always === undefined) return /^\/fail-(\w+)\//.exec(path)?.[1];
  calls += 1;
  return always[calls % always.length];
}

function breakReader(reader, member) {
  return new Proxy(reader, {
    get(target, name) {
      if (name === member) {
        if (name === 'reading' || name.startsWith('read') || name === 'completion') return fail;
        fail();
      }
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    has: (target, name) => name === member || Reflect.has(target, name),
  });
}

for (const adapter of ADAPTERS) {
  const { endpoint } = adapter;
  adapter.endpoint = (method, path, ...more) => {
    const member = memberOf(path);
    if (member === 'endpoint') fail();
    const found = endpoint.call(adapter, method, path, ...more);
    if (member === undefined) return found;
    return {
      ...found,
      createReader(...args) {
        if (member === 'createReader') fail();
        return breakReader(found.createReader(...args), member);
      },
    };
  };
}
