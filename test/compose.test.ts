import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly restart?: string;
  readonly healthcheck?: object;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly mem_limit?: string;
  readonly networks?: readonly string[];
  readonly init?: boolean;
  readonly stop_grace_period?: string;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, object>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}

const document = parseDocument(read('docker-compose.yml'), { merge: true });
const compose = document.toJS() as Compose;
const services = Object.entries(compose.services);
/** Services that end when their work is done. */
const oneShot = services.filter(([, service]) => service.restart?.startsWith('on-failure'));
const lasting = services.filter(entry => !oneShot.includes(entry));

// `format` of ports and durations is the specification's own; the checks below look at those that matter.
const validate = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(
  JSON.parse(read('test/fixtures/compose-spec/compose-spec.json')) as object,
);

describe('docker-compose.yml', () => {
  test('is YAML without a warning and as the Compose Specification says', () => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
    validate(compose);
    expect(validate.errors ?? []).toEqual([]);
  });

  test('would be refused with a key or a condition that the specification does not know', () => {
    const { worker, ...others } = compose.services;
    const wrong = (service: object): object => ({ ...compose, services: { ...others, worker: service } });
    expect(validate(wrong({ ...worker, healthchek: {} }))).toBe(false);
    expect(validate(wrong({ ...worker, depends_on: { temporal: { condition: 'service_up' } } }))).toBe(false);
  });

  test('pins every image, and the Dockerfile its base', () => {
    const own = 'verbatim-cx:local';
    const images = services.map(([, service]) => service.image!).filter(image => image !== own);
    const bases = [...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(match => match[1]!);
    expect(images.length).toBeGreaterThan(5);
    expect([...images, ...bases].filter(image => !/^[\w./-]+:\d+\.\d+(\.\d+)?(-[\w.-]+)?$/.test(image))).toEqual([]);
    expect(services.filter(([, service]) => service.image === own).every(([, service]) => service.build === '.')).toBe(
      true,
    );
  });

  test('never runs our code on Alpine, whose C library the SDK cannot use', () => {
    expect(read('Dockerfile')).not.toMatch(/^FROM .*alpine/m);
    expect(new Set([...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(match => match[1])).size).toBe(1);
  });

  test('publishes on 127.0.0.1 alone', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    expect(ports.filter(port => !/^127\.0\.0\.1:\$\{[A-Z_]+:-\d+\}:\d+$/.test(port))).toEqual([]);
  });

  test('holds no secret: passwords and keys are files that a service names and is given', () => {
    const named = services.flatMap(([name, { environment = {}, secrets = [] }]) =>
      Object.entries(environment).map(([variable, value]) => ({ name, variable, value, secrets })),
    );
    const secretive = /PASS|PWD|KEY|TOKEN|SECRET|DATABASE_URL/;
    const files = named.filter(({ variable }) => secretive.test(variable));
    expect(files.length).toBeGreaterThan(3);
    for (const { variable, value, secrets } of files) {
      expect(variable).toMatch(/_FILE$/);
      expect(secrets.map(secret => `/run/secrets/${secret}`)).toContain(value);
    }
    expect(read('docker-compose.yml')).not.toMatch(/\/\/[^/\s:]+:[^@\s]+@/);
    for (const [name, { file }] of Object.entries(compose.secrets))
      expect(file).toBe(`\${VERBATIM_SECRETS:-./secrets}/${name}`);
    expect(read('.gitignore').split('\n')).toContain('secrets/');
    expect(read('.dockerignore').split('\n')[0]).toBe('*');
  });

  test('gives every service a healthcheck or one end, a limit of memory and a way to come back', () => {
    expect(lasting.filter(([, service]) => service.healthcheck === undefined).map(([name]) => name)).toEqual([]);
    expect(services.filter(([, service]) => service.mem_limit === undefined).map(([name]) => name)).toEqual([]);
    expect(lasting.filter(([, service]) => service.restart !== 'unless-stopped').map(([name]) => name)).toEqual([]);
    expect(oneShot.map(([name]) => name)).toEqual(['temporal-schema', 'temporal-namespace']);
  });

  test('starts in order: what a service needs is healthy, and what is one-shot has ended well', () => {
    const needs = services.flatMap(([, { depends_on = {} }]) => Object.entries(depends_on));
    expect(needs.length).toBeGreaterThan(6);
    const ends = new Set(oneShot.map(([name]) => name));
    for (const [name, { condition }] of needs)
      expect({ name, condition }).toEqual({
        name,
        condition: ends.has(name) ? 'service_completed_successfully' : 'service_healthy',
      });
  });

  test('keeps what must be kept in named volumes, and the two databases apart', () => {
    const mounted = (name: string): string[] => (compose.services[name]!.volumes ?? []).map(one => one.split(':')[0]!);
    expect(mounted('warehouse')).toEqual(['warehouse']);
    expect(mounted('temporal-database')).toEqual(['temporal']);
    for (const name of ['warehouse', 'temporal', 'state', 'reports']) expect(compose.volumes).toHaveProperty(name);
    expect(compose.networks.temporal).toEqual({ internal: true });
    expect(compose.services['temporal-database']!.networks).toEqual(['temporal']);
    expect(compose.services.worker!.networks).toBeUndefined();
  });

  test('reaps the worker’s browsers and lets it drain before it is killed', () => {
    expect(compose.services.worker).toMatchObject({ init: true, stop_grace_period: '60s' });
  });

  test('copies into the image what the package ships and nothing else of the folder', () => {
    const shipped = (JSON.parse(read('package.json')) as { files: string[] }).files;
    const copied = [...read('Dockerfile').matchAll(/^COPY --from=build \/opt\/verbatim\/(\S+)/gm)].map(one => one[1]!);
    const needed = shipped.filter(path => !/^docs$|\.md$/.test(path));
    expect(needed.filter(path => !copied.includes(path))).toEqual([]);
    const allowed = read('.dockerignore').match(/^!\S+/gm)!;
    expect(allowed.filter(line => !existsSync(join(root, line.slice(1))))).toEqual([]);
  });
});
