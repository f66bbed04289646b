import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** Share of connections that are cut. */
const CUT_SHARE = 0.4;
/** A cut comes after so many bytes at most: some exports. */
const MOST_BYTES = 60_000;

/**
 * A TCP proxy that cuts connections in the middle of requests and of answers. An answer that is cut away is the worst of
 * it: the collector has booked, and the sender believes that it has not.
 */
export class CuttingProxy {
  isCutting = true;
  cuts = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(targetPort: number) {
    this.#server = createServer((client) => this.#forward(client, targetPort));
  }

  static async start(targetPort: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(targetPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #forward(client: Socket, targetPort: number): void {
    const target = connect(targetPort, '127.0.0.1');
    const end = () => {
      client.destroy();
      target.destroy();
    };
    for (const socket of [client, target]) {
      this.#sockets.add(socket);
      socket.on('error', end).on('close', () => {
        this.#sockets.delete(socket);
        end();
      });
    }
    const cutsAnswer = Math.random() < 0.5;
    let bytesLeft = Math.random() < CUT_SHARE ? Math.random() * MOST_BYTES : Infinity;
    const pass = (to: Socket, isCounted: boolean) => (bytes: Buffer) => {
      if (isCounted) bytesLeft -= bytes.length;
      if (this.isCutting && isCounted && bytesLeft < 0) {
        this.cuts += 1;
        // Some of the request has arrived; of an answer, nothing.
        if (!cutsAnswer) to.write(bytes.subarray(0, Math.max(1, bytes.length / 2)));
        setImmediate(end);
      } else to.write(bytes);
    };
    client.on('data', pass(target, !cutsAnswer));
    // Answers are short: a byte of one counts as many.
    target.on('data', (bytes: Buffer) => {
      if (cutsAnswer) bytesLeft -= bytes.length * 20;
      pass(client, cutsAnswer)(bytes);
    });
  }
}
