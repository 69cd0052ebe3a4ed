import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';

/** The end of a request that a listener gives. */
export interface GrpcEnd {
  readonly code: number;
  readonly message?: string;
}

/** What reached a listener. */
export interface GrpcCall {
  readonly method: string;
  readonly authorization: string | undefined;
}

/** A server that speaks gRPC and knows nothing. */
export interface GrpcListener {
  readonly address: string;
  readonly calls: readonly GrpcCall[];
  readonly close: () => Promise<void>;
}

/** Listens on 127.0.0.1 without TLS, and ends every request as `answer` says: 0 with an empty message, else an error. */
export async function listenGrpc(answer: (call: GrpcCall) => GrpcEnd): Promise<GrpcListener> {
  const calls: GrpcCall[] = [];
  const server = createServer();
  const sessions = new Set<{ destroy: () => void }>();
  server.on('session', session => sessions.add(session));
  server.on('stream', (stream, headers) => {
    const call = { method: headers[':path']!.split('/').at(-1)!, authorization: headers.authorization };
    calls.push(call);
    const { code, message = '' } = answer(call);
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(code), 'grpc-message': message }));
    stream.end(code === 0 ? emptyMessage : undefined);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: async () => {
      for (const session of sessions) session.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** Not compressed, no bytes. */
const emptyMessage = Buffer.from([0, 0, 0, 0, 0]);
