const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Words that begin sentences or follow an honorific without being a name. Without accents, lower case. */
export const plainWords = set(`
  a abord accueil agent ai aimable ainsi alors apres as au aucun aucune aujourd aussi autre aux avait avant avec avez
  avis avoir avons beaucoup bien bientot bon bonjour bonne bonsoir bravo bref c ca car ce cela celle celui cependant
  certes ces cet cette chaque cher chere chez comme comment commande compte conseil contact cordialement d dans de
  decue decu depuis des deux directeur directrice dire dit domicile donc du elle elles email en encore enfin ensuite
  entre equipe es est et etait etant etes etre eu eux excellent excellente facture faire fait fort franchement gerant
  gerante grace gros heureusement hier ici il ils j jamais je jeudi jour l la le les leur leurs livraison livreur
  lors lorsque lui lundi m ma magasin mais malgre malheureusement mardi me meme merci mercredi mes mieux moi moins mon
  monde monsieur madame mademoiselle n ne ni non nos notre nous nouveau numero on ont ou oui par parce parfait
  parfaite pas passe pendant personne personnel peu peut plus plutot pour pourquoi pourtant premier presque puis
  puisque qu qualite quand que quel quelle quelqu quelque qui quoi rapide ravi ravie responsable rien s sa samedi sans
  sauf se service ses seul si sinon soit son sont sous suis suite super sur surtout ta tel telephone tellement tes toi
  ton toujours tous tout toute toutes tres trop tu un une vendeur vendeuse vendredi vers via vos votre vous voila vraiment
  y president presidente ministre maire docteur professeur conseiller conseillere caissier caissiere hotesse client
  cliente clients clientele dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
  assurance assurances mutuelle banque sarl sas eurl sci societe groupe agence blog
  company insurance ltd inc group bank
  about absolutely after again all also although always am amazing an and another any anyone anything are as at awful
  back bad be because been before best better but by came can cannot could customer customers day dear delivery did do
  does don driver even ever every everyone everything everybody excellent fantastic first for friday friendly from gave
  get given go good got great had half happy has have having he hello her here hi him his how however i if in instead
  is it its just last later let lovely made make manager many maybe me monday more most much my myself never new next
  nice no nobody none nor not nothing now of off on once one only onto or order other our out over perfect please
  polite poor price product quality quite rarely regards really said same saturday shame she should since so some
  someone something soon sorry staff still store such sunday support team terrible than thank thanks that the their
  them then there these they this those though thursday till to today told tomorrow too totally tuesday two under unfortunately
  until up upon us use used usually very want was we wednesday well went were what when where which while who why will
  with within without wonderful would yes yesterday yet you your service sincerely january february march april june
  july august september october november december
`);

/** Surnames that are everyday words: the customer's own name counts only where it is written with a capital. */
export const nameWords = set(`
  petit grand blanc noir roux brun gris vert rose rouge bleu bon bonne marchand boulanger boucher fleury leger court
  long gros beau bel fort jour nuit mai avril juin juillet rue place page port pont bois champ colin roy prince chevalier
  meunier berger fontaine riviere montagne clair claire marine pierre olive perle fleur mercier masson charpentier
  carpentier maillard carton caron cordier texier tellier tisserand vasseur young white black brown green small long
  short best good price day may june april hope grace faith joy cook baker butler carter cooper fisher king knight
  mason miller page parker porter potter smith taylor turner walker ward wood woods hall hill field rivers stone summer
  bill will mark rich frank grant chase drew iris lily daisy violet ruby amber heather angel chance christian
`);

/** Shops whose names hold a first name. Without accents, lower case; a part of a longer text is enough. */
export const brands: readonly string[] = [
  'agnes b',
  'armand thierry',
  'calvin klein',
  'camille fournet',
  'christian dior',
  'christian louboutin',
  'claire s',
  'daniel hechter',
  'daniel wellington',
  'emma matelas',
  'franck provost',
  'guy degrenne',
  'guy demarle',
  'hugo boss',
  'isabel marant',
  'jean bouget',
  'jean louis david',
  'jean paul gaultier',
  'jimmy fairly',
  'julien d orcel',
  'karl lagerfeld',
  'leroy merlin',
  'louis vuitton',
  'marc dorcel',
  'marc jacobs',
  'marie blachere',
  'michael kors',
  'michel et augustin',
  'michel klein',
  'mr bricolage',
  'ms office',
  'ms word',
  'ms teams',
  'monsieur bricolage',
  'mr propre',
  'monsieur propre',
  'monsieur meuble',
  'monsieur store',
  'dr martens',
  'dr pepper',
  'dr oetker',
  'dr hauschka',
  'miss dior',
  'mrs hinch',
  'nina ricci',
  'olivier grant',
  'paul smith',
  'pierre cardin',
  'pierre et vacances',
  'pierre herme',
  'pierre fabre',
  'ralph lauren',
  'saint laurent',
  'sarah lavoine',
  'sophie la girafe',
  'ted baker',
  'tommy hilfiger',
  'victoria s secret',
  'yves rocher',
  'yves saint laurent',
  'yves delorme',
  'zadig et voltaire',
  'trader joe s',
  'john lewis',
  'marks and spencer',
  'jack wills',
  'jo malone',
  'thomas cook',
  'thomas sabo',
  'jamie oliver',
  'wendy s',
  'denny s',
  'papa john s',
  'jimmy john s',
  'ben and jerry s',
];
