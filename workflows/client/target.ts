/** How a connection is secured; all in PEM. */
export interface TlsSettings {
  /** The name on the server's certificate; `null` = the host of its address. */
  readonly serverName: string | null;
  /** Authorities that may have issued the server's certificate; `null` = those that everybody trusts. */
  readonly ca: Buffer | null;
  /** Who we are, to a server that asks. */
  readonly client: { readonly cert: Buffer; readonly key: Buffer } | null;
}

/** Where a server is, and how it lets us in. */
export interface TemporalTarget {
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
  /** Without it the connection is not secured. */
  readonly tls?: TlsSettings | null;
  /** Goes to the server with each request. */
  readonly apiKey?: string | null;
}

/** What both the client and a worker connect with. */
export const connectionOptions = ({ address, tls = null, apiKey = null }: TemporalTarget) => ({
  address,
  // Said in any case: with an API key the connection would secure itself unasked.
  tls: tls === null ? false : tlsConfigOf(tls),
  ...(apiKey === null ? {} : { apiKey }),
});

const tlsConfigOf = ({ serverName, ca, client }: TlsSettings) => ({
  ...(serverName === null ? {} : { serverNameOverride: serverName }),
  ...(ca === null ? {} : { serverRootCACertificate: ca }),
  ...(client === null ? {} : { clientCertPair: { crt: client.cert, key: client.key } }),
});

/** How a connection is secured and who we are on it, in words; no part of a secret. */
export function securityOf({ tls = null, apiKey = null }: TemporalTarget): string {
  const client = tls?.client ? ' and a client certificate' : '';
  const secured = tls === null ? 'without TLS' : `with TLS${client}`;
  return apiKey === null ? secured : `${secured}, by API key`;
}
