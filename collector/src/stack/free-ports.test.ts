import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choosePorts } from './free-ports.ts';
import { SERVER_NAMES, type Ports } from './stack-settings.ts';

const anyPorts = Object.fromEntries(SERVER_NAMES.map((name) => [name, 0])) as Ports;

describe('the choice of ports', () => {
  let server: Server;
  let taken = 0;
  beforeEach(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    taken = (server.address() as AddressInfo).port;
  });
  afterEach(() => void server.close());

  it('puts free ports, all different, where any will do', async () => {
    const ports = await choosePorts(anyPorts, '127.0.0.1');
    expect(new Set(Object.values(ports)).size).toBe(SERVER_NAMES.length);
    expect(Object.values(ports)).not.toContain(0);
  });

  it('names each taken port, what wanted it and the option that moves it', async () => {
    const wanted = { ...anyPorts, prometheus: taken, preview: taken };
    await expect(choosePorts(wanted, '127.0.0.1')).rejects.toThrow(
      `port ${taken} is taken (Prometheus); choose another with --prometheus-port\n` +
        `port ${taken} is the Prometheus's already (preview); choose another with --preview-port`,
    );
  });

  it('says when the host is no address of this machine', async () => {
    // 192.0.2.0/24 is kept for documentation (RFC 5737).
    await expect(choosePorts({ ...anyPorts, sink: taken }, '192.0.2.1')).rejects.toThrow(/--host/);
  });
});
