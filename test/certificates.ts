import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Certificates of an authority of our own, as PEM files; nobody else trusts it. */
export interface Certificates {
  readonly folder: string;
  readonly ca: string;
  /** For `localhost`, `temporal.test` and 127.0.0.1. */
  readonly server: Pair;
  readonly client: Pair;
  readonly remove: () => void;
}

interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** Makes them with `openssl`, for a day; `null` where it is not installed. */
export function makeCertificates(): Certificates | null {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-certificates-'));
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const issue = (name: string, extensions: string): Pair => {
    writeFileSync(at(`${name}.ext`), extensions);
    openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '1'],
      ...['-extfile', `${name}.ext`, '-out', `${name}.pem`],
    );
    return { cert: at(`${name}.pem`), key: at(`${name}.key`) };
  };
  try {
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '1',
      '-subj',
      '/CN=test authority',
    );
    return {
      ...{ folder, ca: at('ca.pem') },
      server: issue(
        'server',
        'subjectAltName=DNS:localhost,DNS:temporal.test,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n',
      ),
      client: issue('client', 'extendedKeyUsage=clientAuth\n'),
      remove: () => rmSync(folder, { recursive: true, force: true }),
    };
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true });
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw thrown;
  }
}
