import type { Localised } from '../model/report.ts';

const dimensions: Readonly<Record<string, Localised>> = {
  channel: { fr: 'canal', en: 'channel' },
  touchpoint: { fr: 'point de contact', en: 'touchpoint' },
  source: { fr: 'source', en: 'source' },
  language: { fr: 'langue', en: 'language' },
  topic: { fr: 'thème', en: 'topic' },
  emotion: { fr: 'émotion', en: 'emotion' },
};

/** Channels under the names that pipelines give them most; any other value is printed as it is. */
const channels: Readonly<Record<string, Localised>> = {
  app: { fr: 'Application', en: 'App' },
  chat: { fr: 'Chat', en: 'Chat' },
  email: { fr: 'E-mail', en: 'E-mail' },
  mail: { fr: 'Courrier', en: 'Mail' },
  phone: { fr: 'Téléphone', en: 'Phone' },
  sms: { fr: 'SMS', en: 'SMS' },
  social: { fr: 'Réseaux sociaux', en: 'Social media' },
  store: { fr: 'Magasin', en: 'Store' },
  web: { fr: 'Web', en: 'Web' },
};

const languages: Readonly<Record<string, Localised>> = {
  de: { fr: 'Allemand', en: 'German' },
  en: { fr: 'Anglais', en: 'English' },
  es: { fr: 'Espagnol', en: 'Spanish' },
  fr: { fr: 'Français', en: 'French' },
  it: { fr: 'Italien', en: 'Italian' },
  nl: { fr: 'Néerlandais', en: 'Dutch' },
  pt: { fr: 'Portugais', en: 'Portuguese' },
};

const knownValues: Readonly<Record<string, Readonly<Record<string, Localised>>>> = {
  channel: channels,
  language: languages,
};

const notGiven: Localised = { fr: 'Non renseigné', en: 'Not given' };

/** What a pipeline calls dimensions (under `dimensions`) and their values: dimension → value → text. */
export type Labels = Readonly<Record<string, Readonly<Record<string, Localised>>>>;

/** How one dimension and its values are called in a report. */
export interface Names {
  /** As it stands in a sentence, in lower case: `point de contact`. */
  readonly dimension: Localised;
  /** As printed; `null` is "not given". */
  readonly valueOf: (value: string | null) => Localised;
}

/**
 * The names of a dimension: the pipeline's own first, then those that the product knows, else as the data has them.
 * An attribute or a segment scheme goes by its own name.
 */
export function namesOf(dimension: string, labels: Labels): Names {
  const ownName = own(own(labels, 'dimensions') ?? {}, dimension) ?? own(dimensions, dimension);
  const ownValues = own(labels, dimension) ?? {};
  const known = own(knownValues, dimension) ?? {};
  return {
    dimension: ownName ?? asIs(dimension.replace(/^(attribute|segment)\./, '').replaceAll('_', ' ')),
    valueOf: value => (value === null ? notGiven : (own(ownValues, value) ?? own(known, value) ?? asIs(value))),
  };
}

/** Data may be called like a property that every object has. */
const own = <T>(all: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(all, key) ? all[key] : undefined;

const asIs = (text: string): Localised => ({ fr: text, en: text });
