/** Written with a capital, or in small letters before a capital: "Mme Rose Martin", "monsieur Dupont". */
export const honorifics: ReadonlySet<string> = new Set([
  'm',
  'mr',
  'mme',
  'mlle',
  'mmes',
  'monsieur',
  'madame',
  'mademoiselle',
  'dr',
  'docteur',
  'docteure',
  'pr',
  'professeur',
  'maitre',
  'mrs',
  'ms',
  'miss',
  'mister',
  'doctor',
  'prof',
  'professor',
  'sir',
]);
/** Honorifics only with a capital: in small letters they are a verb, a unit or nothing ("I miss Monday", "20 ms"). */
export const capitalHonorifics: ReadonlySet<string> = new Set(['m', 'ms', 'miss', 'sir', 'pr', 'prof']);
/** After these a name in small letters is a name too: "mme dupont". */
export const shortHonorifics: ReadonlySet<string> = new Set(['mr', 'mme', 'mlle', 'mrs']);
export const particles: ReadonlySet<string> = new Set([
  'de',
  'du',
  'des',
  'la',
  'le',
  'von',
  'van',
  'der',
  'den',
  'del',
  'di',
  'da',
  'dos',
  'el',
  'al',
  'ben',
  'bin',
  'abd',
  'ait',
  'mac',
  'mc',
  'saint',
  'st',
]);
/** Before these no name follows but that of a shop or a place. */
export const placeWords: ReadonlySet<string> = new Set([
  'chez',
  'magasin',
  'agence',
  'concession',
  'ville',
  'boutique',
  'enseigne',
  'marque',
  'restaurant',
  'salon',
  'brasserie',
  'hotel',
  'boulangerie',
  'rue',
  'avenue',
  'place',
  'saint',
  'sainte',
  'st',
  'ste',
  'san',
  'santa',
  'lycee',
  'hopital',
  'gare',
  'station',
  'brand',
  'store',
  'shop',
  'hospital',
  'school',
  'ligne',
  'modele',
  'gamme',
  'collection',
  'model',
]);
const shopAfter = /^\s{0,2}\((?:l['’])?(?:enseigne|magasin|boutique|marque|restaurant|boulangerie|shop|store|brand)/i;
/** Words that announce a name, the last of them first as a cheap test. */
export const cueEnds: ReadonlySet<string> = new Set([
  'appelle',
  'nomme',
  'prenomme',
  'est',
  'nom',
  'prenom',
  'de',
  'signe',
  'is',
  'name',
  "name's",
  'of',
  'signed',
  'cordialement',
  'regards',
  'sincerely',
]);
const announcement =
  /(?:\bm['’]appelle|\bme (?:pr[ée])?nomme|\bmon (?:pr[ée])?nom(?: complet)?(?: est)?|\bau nom de|\bsign[ée]|\bmy (?:full )?name(?: is|['’]s)|\bunder the name of|\bsigned|\bcordialement|\bregards|\bsincerely)[\s,.:-]{0,4}$/i;
const cueReach = 32;

/** True when the words just before a place in the text announce a name: "je m'appelle", "cordialement,". */
export const isAnnounced = (text: string, at: number): boolean =>
  announcement.test(text.slice(Math.max(0, at - cueReach), at));

/** True when what follows a place in the text says that the name before it is a shop's. */
export const isShopAfter = (text: string, at: number): boolean => shopAfter.test(text.slice(at, at + 16));
