const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/**
 * First names that are nothing else: no common word, town, brand or frequent surname. Without accents, lower case.
 * Written down from the most given names of France, Britain and the United States since 1950.
 */
export const firstNames = set(`
  aaliyah abdel abdelkader abdou abigail adam adele adrien agathe agnes ahmed aicha aiden alain alan alban albane
  alejandro alex alexandra alexandre alexia alexis alice alicia alison alix allison amandine amelia amelie amina aminata
  amira amy anais anastasia andre andrea andrew angelina angelique anissa anita anne annick annie anthony antoine
  antoinette antonin antony apolline arnaud arthur aude audrey aurelia aurelie aurelien axelle ayoub aziz
  baptiste barbara bastien beatrice benjamin benoit berengere bernadette bertrand bethany bilal blandine boris   brenda brian brigitte bruno bryan camila capucine carine carla carole caroline cassandra cathy catherine cecile cecilia
  celia celine chantal charlene charlotte chiara chloe christelle christiane christina christine christophe christopher
  cindy clarisse clement clementine cleo clothilde colette colin coline coralie corentin corinne craig cynthia cyril
  cyrille damien danielle daniele danny david deborah debra delphine denis denise diane didier dimitri djamila dominique
  donna dorian dorothee edith edouard eileen eleonore elena eliane elisa elisabeth elise elizabeth elliot elodie
  elsa emeline emilie emily emma emmanuel emmanuelle enzo eric erica erika erwan estelle esther ethan etienne eugenie
  evan evelyne fabien fabienne fabrice fanny farid fatima fatou fernanda flavie florian franck francoise frederic
  frederique gabriel gabrielle gael gaelle gaetan gareth geoffrey geoffroy geraldine ghislaine gilles giulia
  graham gregoire gregory guillaume gwenaelle gwendoline habib hakim hamza hannah hassan heather helen helena helene
  henri henriette herve hicham hugo hugues ibrahim ilona imane ines ingrid irene isaac isabel isabella isabelle ismael
  jacqueline jacques jade jamel jamie janet janine jason jean jeanne jeannine jennifer jeremie jeremy jerome jessica
  jessie joan joanna joanne jocelyne joel joelle johanna johnny jonathan joris josephine josette joshua josiane
  judith julia julian juliana julie julien juliette justine karen karim karima karine katell katherine kathleen kathryn
  katia katie kenneth kenza kevin khadija kimberly laetitia lamia latifa laura laure laurence laurent
  laurie lea leila lena leonie leonor liam lilian liliane lilou linda lindsey lionel lisa liz lola loic lorenzo loris
  louane louis louise luc lucas lucie lucien lucienne lucile ludivine ludovic lydia lydie lynda madeleine maelle maeva
  magali magalie mahmoud maite malik malika manon manuel manuela marc marcel marcelle margaret margaux margot maria
  mariam marianne marie marielle marina marion marjorie martine maryline maryse mathieu mathilde mathis matteo matthew
  matthias matthieu maud maureen maurice mauricette maxence maxime megan mehdi melanie melina melissa melodie meryem
  michael michel micheline michele michelle mickael miguel mireille mohamed mohammed monica monique morgane mounir
  moussa muriel mustapha myriam nabil nadege nadia nadine nadir naima nancy natacha natalia natalie nathalie nathan
  nawal nicole nigel nina noah noe noelle noemie nora nordine odette odile olivia ophelie oriane oscar ousmane pamela
  pascale patrice patricia patrick paula pauline paulette peggy perrine philippe philip philippa pierrette pierrick
  priscilla quentin rachel rachid raphael raphaelle raymonde rebecca regine regis remi remy renaud rene renee richard
  rita roberte rodolphe rodrigue roger roland romain romane romuald ronan ryan sabine sabrina saida salima salome
  samantha samia samir samira samuel sandra sandrine sarah saskia sebastien segolene selma serge severine sharon
  sheila shirley sidonie sofia solange solene sonia sophia sophie stacey stephane stephanie stephen steven sylvain
  sylvaine sylvia sylvie tanguy tania tatiana teddy teresa thea theo theodore theresa therese thibault thibaut thierry
  thomas tiffany timothee timothy titouan tracy ulysse valentin valentina valerie vanessa veronique vincent virginie
  vivian vladimir wendy wilfried xavier yacine yanis yann yannick yasmine yassine yoann yohan youssef yves yvette yvon
  yvonne zachary zineb zoe
`);

/** First names that are a word, a town or a surname as well: taken only with a surname after them. */
export const ambiguousFirstNames = set(`
  abel aime albert alfred ambre andy ange angel angela anna armand austin ashley axel bernard blanche brice brandon brooke carl carmen
  cedric celeste charles charlie chelsea cesar christian claire claude clemence colombe constance daniel desire
  destiny dolly dylan edmond emile ernest eve faith felix fleur florence florent france francis francois frank fred gaspard george
  georges gerard germain gilbert georgia gloria guy grace guillemette harry hazel henry hope hubert iris ivan ivy jack jackson james
  jasmine jean-paul jenny jerry jim jimmy joe john joseph jordan joy judy jules justin kate kelly kerry kim kyle larry laurel leo leon lili
  lily lou lucy luna madison marcus marguerite marin marine mark martial martin mary max maya mercedes mia mike mila
  nathanael nicolas noel norbert octave olive oliver olivier pascal paul peter pierre placide prudence ralph ray raymond
  rex robert rob robin rose rosemary roy ruby sam sally sandy saturnin scott sean simon simone sara stella steve
  summer susan sybille ted terry tim tom tony tristan urbain victoire victor victoria violette virginia vivien walter
  will william
`);
