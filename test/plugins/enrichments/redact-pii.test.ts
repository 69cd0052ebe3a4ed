import { describe, expect, test } from 'vitest';
import type { Feedback, Refusal } from '../../../core/sdk.ts';
import { redactPii } from '../../../plugins/enrichments/redact-pii.ts';
import { enrichmentContract, feedbackWith } from '../../contracts/enrichment.ts';
import { contextFor } from '../../contracts/plugin-context.ts';

enrichmentContract(redactPii, {
  options: [
    { names: ['nom_client'], attributes: ['note'] },
    { patterns: [{ name: 'order', regex: 'CMD-\\d{6}' }], dictionary: ['Zelda'], countries: ['DE'] },
  ],
  feedback: [
    feedbackWith({ externalId: 'mail', comment: 'Écrivez à a@exemple.fr ou b@exemple.fr, encore a@exemple.fr.' }),
    feedbackWith({ externalId: 'texts', texts: { improve: 'Appelez le 06 12 34 56 78', other: null } }),
    feedbackWith({ externalId: 'again', comment: '[EMAIL_2] puis c@exemple.fr et Mme [NAME_1]' }),
    feedbackWith({
      externalId: 'own',
      comment: 'Mme Rose Martin, 12 rue de la Paix 75002 Paris, CMD-123456',
      attributes: { nom_client: 'Martin Rose', note: 'tél. 06 12 34 56 78', size: 3, none: null },
    }),
  ],
});

async function redactOne(given: Partial<Feedback>, options: object = {}): Promise<Feedback | Refusal> {
  const enrich = await redactPii.open(contextFor(redactPii.options.parse(options)));
  return (await enrich([feedbackWith(given)]))[0]!;
}

async function redacted(
  comment: string,
  options: object = {},
  attributes: Feedback['attributes'] = {},
): Promise<string> {
  return ((await redactOne({ comment, attributes }, options)) as Feedback).comment!;
}

describe('tokens', () => {
  test('count by type in order of appearance, and the same value has the same token', async () => {
    expect(await redacted('b@x.fr, a@x.fr, 06 12 34 56 78, B@X.FR')).toBe('[EMAIL_1], [EMAIL_2], [PHONE_1], [EMAIL_1]');
  });

  test('five ways of writing one telephone number are one token', async () => {
    const ways = ['06 12 34 56 78', '06.12.34.56.78', '+33 6 12 34 56 78', '0033612345678', '+33 (0)6 12 34 56 78'];
    for (const way of ways) expect(await redacted(`${way} et ${ways[0]}`)).toBe('[PHONE_1] et [PHONE_1]');
  });

  test('are shared by the comment, the further texts and the listed attributes', async () => {
    const back = await redactOne(
      {
        comment: 'a@x.fr',
        texts: { improve: 'b@x.fr et a@x.fr', none: null },
        attributes: { note: 'b@x.fr', other: 'b@x.fr', size: 4, missing: null },
      },
      { attributes: ['note', 'size', 'missing'] },
    );
    expect(back).toMatchObject({
      comment: '[EMAIL_1]',
      texts: { improve: '[EMAIL_2] et [EMAIL_1]', none: null },
      attributes: { note: '[EMAIL_2]', other: 'b@x.fr', size: 4, missing: null },
    });
  });

  test('that stand in the text already are left alone, and their numbers are not given again', async () => {
    expect(await redacted('[EMAIL_1] et a@x.fr, [PHONE_7] et 06 12 34 56 78')).toBe(
      '[EMAIL_1] et [EMAIL_2], [PHONE_7] et [PHONE_8]',
    );
  });
});

describe('order of the rules', () => {
  test('a number with a right check digit is what it says, before it can be a telephone number or an order', async () => {
    const patterns = [{ name: 'order', regex: '\\d{13,16}' }];
    expect(await redacted('carte 4111111111111111', { patterns })).toBe('carte [CARD_1]');
    expect(await redacted('dossier 4111111111111112', { patterns })).toBe('dossier [ORDER_1]');
  });

  test('an address is taken whole, with the name in it', async () => {
    expect(await redacted('au 3 bis rue Sophie Germain, 75014 Paris.')).toBe('au [ADDRESS_1].');
  });
});

describe('what must stay', () => {
  test.each([
    'commande 0612345678901 en retard',
    'un prix de 1 234,56 €',
    'le 06/12/2025 à 10:30',
    'la rose était fanée',
    'Chez Martin (enseigne)',
    'IBAN FR14 2004 1010 0505 0001 3M02 607',
    'carte 4111 1111 1111 1112',
  ])('%s', async text => {
    expect(await redacted(text)).toBe(text);
  });
});

describe('identifiers', () => {
  test.each(['2 06 12 75 111 005 64', '185057511104271', '1 85 05 2A 004 058 24', '2 90 01 2B 033 027 17'])(
    'social security number %s',
    async number => {
      expect(await redacted(`le ${number}, merci`)).toBe('le [NIR_1], merci');
    },
  );

  test('a social security number whose key is wrong counts only where the text announces one', async () => {
    expect(await redacted('réf 2 06 12 75 111 005 65')).toBe('réf 2 06 12 75 111 005 65');
    expect(await redacted('sécurité sociale 2 06 12 75 111 005 65')).toBe('sécurité sociale [NIR_1]');
  });

  test('an IBAN in groups, in small letters, and before a word', async () => {
    expect(await redacted('FR14 2004 1010 0505 0001 3M02 606 est le mien')).toBe('[IBAN_1] est le mien');
    expect(await redacted('fr1420041010050500013m02606')).toBe('[IBAN_1]');
  });

  test('a card in groups is found behind other digits', async () => {
    expect(await redacted('le 12 4111 1111 1111 1111 12/27')).toBe('le 12 [CARD_1] 12/27');
  });
});

describe('names', () => {
  test('after an honorific, which stays', async () => {
    expect(await redacted('Mme Rose Martin a appelé M. de La Tour')).toBe('Mme [NAME_1] a appelé M. [NAME_2]');
  });

  test("the customer's own, in any order and case, and the attribute is not kept", async () => {
    const options = { names: 'nom' };
    const back = await redactOne(
      { comment: 'dupont hélène ici. HELENE DUPONT !', attributes: { nom: 'Hélène Dupont', region: 'Nord' } },
      options,
    );
    expect(back).toMatchObject({ comment: '[NAME_1] ici. [NAME_2] !' });
    expect((back as Feedback).attributes).toEqual({ region: 'Nord' });
  });

  test("the customer's own that is an everyday word counts only with a capital", async () => {
    const own = { nom: 'Rose Petit' };
    expect(await redacted('la rose du petit colis', { names: 'nom' }, own)).toBe('la rose du petit colis');
    expect(await redacted('signé Petit', { names: 'nom' }, own)).toBe('signé [NAME_1]');
  });

  test('`customer` is the id of the customer where no attribute is called so', async () => {
    const back = await redactOne({ comment: 'Bonjour, ici Grimaud.', customer: 'Paul Grimaud' }, { names: 'customer' });
    expect(back).toMatchObject({ comment: 'Bonjour, ici [NAME_1].', customer: 'Paul Grimaud' });
  });

  test('of the dictionary in any case; of the list to keep never', async () => {
    expect(await redacted('merci zoltan, ZOLTÁN !', { dictionary: ['Zoltan'] })).toBe('merci [NAME_1], [NAME_1] !');
    expect(await redacted('Merci Sophie', { keep: ['Sophie'] })).toBe('Merci Sophie');
    expect(await redacted('Leroy Merlin et Mr Bricolage')).toBe('Leroy Merlin et Mr Bricolage');
  });

  test('after a word for a shop or a place it is a name of that', async () => {
    for (const text of ['Au magasin de Sabrina', 'place Victor Hugo', 'le salon Sandrine', 'chez Karine (boutique)']) {
      expect(await redacted(text)).toBe(text);
    }
    expect(await redacted('Merci à Sabrina du magasin')).toBe('Merci à [NAME_1] du magasin');
  });

  test('a first name that is a word as well needs a surname', async () => {
    expect(await redacted('Claire et nette. Claire Fontanel')).toBe('Claire et nette. [NAME_1]');
  });
});

describe('options', () => {
  test('a pattern that could be slow or makes no sense is refused with the reason, at its place', () => {
    const refused = redactPii.options.safeParse({ patterns: [{ name: 'order', regex: '(a+)+$' }] });
    expect(refused.error!.issues).toMatchObject([{ path: ['patterns', 0, 'regex'], code: 'custom' }]);
    expect(refused.error!.issues[0]!.message).toContain('repeat');
  });

  test("the client's own numbers get tokens of their own type", async () => {
    const patterns = [
      { name: 'order', regex: 'CMD-\\d{6}' },
      { name: 'contract', regex: 'HB/\\d{4}' },
    ];
    expect(await redacted('CMD-123456, cmd-123456, HB/2024', { patterns })).toBe('[ORDER_1], [ORDER_1], [CONTRACT_1]');
  });

  test('telephone numbers without +code are those of the countries that are listed', async () => {
    expect(await redacted('030 901820 und 06 12 34 56 78', { countries: ['DE'] })).toBe('[PHONE_1] und [PHONE_2]');
    expect(await redacted('call 020 7946 0958', { countries: ['FR'] })).toBe('call 020 7946 0958');
  });
});

describe('when redaction fails', () => {
  const broken = { ...feedbackWith({ externalId: 'broken' }), comment: 42 as unknown as string };

  test('the record is refused, its neighbours are not, and the reason says nothing of the text', async () => {
    const enrich = await redactPii.open(contextFor(redactPii.options.parse({})));
    const back = await enrich([feedbackWith({ comment: 'a@x.fr' }), broken, feedbackWith({ comment: 'b@x.fr' })]);
    expect(back).toMatchObject([{ comment: '[EMAIL_1]' }, { refuse: { code: 'VB2206' } }, { comment: '[EMAIL_1]' }]);
    expect((back[1] as Refusal).refuse.reason).not.toContain('42');
  });
});

describe('hostile texts of 1 MB', () => {
  // Each ends within the test's own limit only if the work grows with the length alone.
  const size = 1_000_000;
  const repeated = (piece: string): string => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

  test.each([
    ['digits', '1'],
    ['single digits', '1 '],
    ['pairs of digits', '06 '],
    ['digits with dots', '0.6.1.2'],
    ['plus signs', '+33 6 '],
    ['signs of addresses', '@'],
    ['short local parts', 'a@a.'],
    ['one long local part', 'a'],
    ['addresses without an end', 'a@b-'],
    ['spaces', ' '],
    ['honorifics', 'Mme '],
    ['capitals', 'Le Roy '],
    ['particles', 'Mme de la '],
    ['house numbers', '12 rue '],
    ['ways', '3 rue de la '],
    ['beginnings of IBANs', 'FR14 '],
    ['arobase', 'a arobase '],
    ['apostrophes', "l'"],
    ['brackets', '['],
    ['tokens without an end', '[EMAIL_'],
    ['accents', 'e\u0301'],
    ['emoji', '👩‍👩‍👧'],
    ['street words', '12 Baker '],
    ['hyphens', 'Jean-'],
  ])('%s', async (_, piece) => {
    const text = repeated(piece);
    const options = { names: 'nom', patterns: [{ name: 'order', regex: '\\bCMD-\\d+\\b' }] };
    const back = await redactOne({ comment: text, attributes: { nom: 'Jean Le Roy' } }, options);
    expect(back).toHaveProperty('comment');
  });
});
