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

/**
 * A dimension's name as it stands in a sentence, in lower case: `point de contact`.
 * An attribute or a segment scheme goes by its own name.
 */
export function dimensionLabel(dimension: string): Localised {
  return own(dimensions, dimension) ?? asIs(dimension.replace(/^(attribute|segment)\./, '').replaceAll('_', ' '));
}

/** A dimension's value as printed; `null` is "not given". */
export function valueLabel(dimension: string, value: string | null): Localised {
  if (value === null) return notGiven;
  const known = own(knownValues, dimension);
  return (known && own(known, value)) ?? asIs(value);
}

/** Data may be called like a property that every object has. */
const own = <T>(all: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(all, key) ? all[key] : undefined;

const asIs = (text: string): Localised => ({ fr: text, en: text });
