/** Words of which comments are made: French, as of customers. */
export const commentWords: readonly string[] =
  'le la très service accueil délai réponse conseiller prix élevé livraison colis été reçu jamais toujours parfait lent facture agence téléphone merci problème résolu attente qualité'.split(
    ' ',
  );
