import { expect, test } from 'vitest';
import { registerNamespace } from '../../workflows/client/register-namespace.ts';
import { type GrpcEnd, listenGrpc } from './grpc-listener.ts';

const [ok, alreadyExists, permissionDenied, unimplemented] = [0, 6, 7, 12].map(code => ({ code }));

/** What making the namespace "acme" comes to where the server answers so; all else it answers with `others`. */
async function made(answer: GrpcEnd, others: GrpcEnd = ok!) {
  const server = await listenGrpc(({ method }) => (method === 'RegisterNamespace' ? answer : others));
  const target = { address: server.address, namespace: 'acme' };
  try {
    return await registerNamespace(target).catch((thrown: unknown) => thrown);
  } finally {
    await server.close();
  }
}

test.each([permissionDenied!, unimplemented!])(
  'a server that lets nobody make a namespace (%j): its operator must',
  async refusal => {
    expect(await made(refusal)).toMatchObject({
      code: 'VB6007',
      message: expect.stringMatching(/has no namespace "acme", and does not let us make one$/),
      hint: expect.stringMatching(/Temporal Cloud.*temporal operator namespace create .* -n acme$/),
    });
  },
);

test('a namespace that somebody else has just made is there, also where nobody may ask for its search attributes', async () => {
  expect(await made(alreadyExists!)).toBeUndefined();
  expect(await made(ok!, unimplemented)).toBeUndefined();
});
