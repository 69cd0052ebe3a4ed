import { connect, type TLSSocket } from 'node:tls';
import type { TemporalTarget } from './target.ts';

/** Why a server could not be spoken with, and how to mend it. */
export interface Unreachable {
  readonly why: string;
  readonly hint: string;
}

/** Somebody waits for the message already. */
const probeMs = 2_000;

type Handshake = 'done' | 'nobody' | { readonly code: string; readonly reason: string };

/**
 * Looks at an address that gave no answer: whether it speaks TLS where we do not, does not where we do, or ends the
 * handshake. All that gRPC says of any of these is that time is over.
 *
 * @returns `null` when nobody listens there
 */
export async function whyUnreachable(target: TemporalTarget): Promise<Unreachable | null> {
  const handshake = await shakeHands(target);
  if (handshake === 'nobody') return null;
  if (!target.tls) return isOtherProtocol(handshake) ? notTemporal : wantsTls;
  if (handshake === 'done') return notTemporal;
  if (isOtherProtocol(handshake)) return noTls;
  return /alert|ECONNRESET/i.test(`${handshake.reason} ${handshake.code}`)
    ? refusedCertificate(handshake.reason)
    : untrusted(handshake.reason);
}

const notTemporal: Unreachable = {
  why: 'somebody listens there, but does not answer as a Temporal server',
  hint: 'set TEMPORAL_ADDRESS to the gRPC port of a Temporal server, 7233 as a rule',
};

const wantsTls: Unreachable = {
  why: 'the server there speaks TLS, and the connection was made without it',
  hint: 'set TEMPORAL_TLS=true; where it asks for a client certificate: TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH',
};

const noTls: Unreachable = {
  why: 'the server there does not speak TLS, and the connection was made with it',
  hint: 'set TEMPORAL_TLS=false, or TEMPORAL_ADDRESS to one that does',
};

const refusedCertificate = (reason: string): Unreachable => ({
  why: `the server there ended the TLS handshake: ${reason}`,
  hint: 'set TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH to a certificate that it knows',
});

const untrusted = (reason: string): Unreachable => ({
  why: `the certificate of the server there is not trusted: ${reason}`,
  hint: 'set TEMPORAL_TLS_SERVER_CA_CERT_PATH to the authority that issued it, TEMPORAL_TLS_SERVER_NAME to the name on it',
});

const isOtherProtocol = (handshake: Handshake): boolean =>
  typeof handshake === 'object' && /WRONG_VERSION_NUMBER|PACKET_LENGTH|UNEXPECTED_MESSAGE|EPROTO/.test(handshake.code);

/** A handshake as the connection would have done it; without TLS settings, one that trusts everybody. */
function shakeHands({ address, tls }: TemporalTarget): Promise<Handshake> {
  const { hostname, port } = new URL(`http://${address}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise(resolve => {
    const socket: TLSSocket = connect({
      ...{ host, port: Number(port || 7233), ALPNProtocols: ['h2'], rejectUnauthorized: Boolean(tls) },
      ...(tls?.serverName ? { servername: tls.serverName } : {}),
      ...(tls?.ca ? { ca: tls.ca } : {}),
      ...(tls?.client ? { cert: tls.client.cert, key: tls.client.key } : {}),
    });
    let shaken = false;
    const end = (handshake: Handshake): void => {
      socket.destroy();
      resolve(handshake);
    };
    socket.once('secureConnect', () => (shaken = true));
    // A server says what it thinks of a certificate after the client has done its part; one that is content goes on.
    socket.once('data', () => end('done'));
    socket.setTimeout(probeMs, () => end(shaken ? 'done' : 'nobody'));
    socket.once('error', (error: NodeJS.ErrnoException & { reason?: string }) => {
      const { code = '', reason = error.message } = error;
      end(
        /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(code)
          ? 'nobody'
          : { code, reason },
      );
    });
    socket.once('end', () => end(shaken ? 'done' : { code: 'ECONNRESET', reason: 'it closed the connection' }));
  });
}
