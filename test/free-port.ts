import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** A port of 127.0.0.1 that nobody listens on now. */
export const freePort = (): Promise<number> => listen(0);

/**
 * A port of 127.0.0.1 that is free, and so is the one so many above it. Both lie below those that the system gives to
 * connections, any of which might take the second at any moment.
 */
export async function freePortAnd(above: number): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000 - above);
    const taken = await Promise.all([listen(port), listen(port + above)]).then(
      () => false,
      () => true,
    );
    if (!taken) return port;
  }
}

/** Listens on a port for a moment, any free one for 0, and gives it. */
function listen(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
