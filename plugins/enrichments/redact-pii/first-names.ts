const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/**
 * First names that are nothing else: no common word, town, brand or frequent surname. Without accents, lower case.
 * Written down from the most given names of France, Britain and the United States since 1950.
 */
export const firstNames = set(`
  aaliyah aaron abby abdel abdelaziz abdelkader abdou abdoulaye abigail adam adele adrien agatha agathe agnes
  agnieszka ahmed ahmet aicha aiden alain alan alban albane alejandro aleksandra alessandro alessia alex alexandra
  alexandre alexane alexia alexis alfie alice alicia aline alison alix alizee allison alphonse alyssa amadou amaia
  amandine amaury amel amelia amelie amina aminata amine amira amy ana anais anas anastasia andre andrea andree andrew
  angelina angeline angelique anissa anita anjali annabelle anne annick annie anouk anthony antoine antoinette antonin
  antony apolline arielle aristide arlene arlette armelle arnaud arthur asma astrid aude audrey augustin aurelia
  aurelie aurelien auriane aurore awa axelle ayoub ayse aziz baptiste barbara basile bastien beatrice benedicte
  benjamin benoit berengere bernadette bertille bertrand bethany bilal bilel bintou blandine boris boubacar brenda
  brian brianna brigitte bruna bruno bryan caitlin calixte callum camila camille capucine carine carla carlos carmela
  carole caroline cassandra cassandre catherine cathy cecile cecilia celia celian celine chaima chantal charlene
  charlotte cheikh chiara chloe christelle christiane christina christine christophe christopher cindy clara clarisse
  claudine clelia clement clementine cleo cloe clothilde cody colette colin coline concetta coralie corentin corinne
  cosima courtney craig cynthia cyrielle cyril cyrille damien daniele danielle danny daphne darlene david deborah
  debra declan deepak delia delphine denis denise derek diane didier dimitri djamel djamila djeneba dmitri dolores
  dominique donna dorian dorothee dustin edith edouard edwige eileen elena eleonore eliane elif eliott elisa elisabeth
  elise elizabeth elliot elodie eloise elsa emeline emilie emily emma emmanuel emmanuelle emre enora enzo eric erica
  erika erwan estelle esther ethan etienne etiennette eugene eugenie eulalie eva evan evangeline evelyne ewan fabien
  fabienne fabrice fanny farid fatima fatma fatou federica fernand fernanda fernando fiona flavie fleurette florian
  francesca franck francoise frederic frederique freya gabriel gabrielle gael gaelle gaetan gareth gary gaston gemma
  geoffrey geoffroy geraldine germaine ghislaine ghyslaine gilberte gilles gillian ginette giovanni gisele giulia
  giuseppe gladys graham gregoire gregory guillaume gwenael gwenaelle gwendal gwendoline gwladys habib hajar hakim
  hamza hannah hassan hawa hayley heather heidi helen helena helene heloise henri henriette herve hicham honorine
  hortense houria hugo hugues huguette ibrahim idrissa ilona ilyes imane imogen inaya ines ingrid irene isaac isabel
  isabella isabelle isla ismael ivanka jacqueline jacques jade jamel jamie jamila janet janine jared jason jean jeanne
  jeannine jeffrey jenna jennifer jennyfer jeremias jeremie jeremy jerome jessica jessie joan joanna joanne joao
  jocelyne jodie joel joelle johanna johnny jonathan jordane joris jose josephine josette joshua josiane judith julia
  julian juliana julie julien juliette justine kadiatou kaitlyn karen karim karima karine katarzyna katell katherine
  kathleen kathryn katia katie kayla keith kenneth kenza kevin khadidja khadija kilian killian kimberly kirsty kristen
  kyla kylian laetitia laetizia laila lamia lana lara latifa laura laure lauren laurence laurent laurie lea leanne
  leila lena leonard leonie leonor lewis liam lilian liliane lilou lina linda lindsay lindsey lionel lisa liz loic
  loick lola lorenzo lori loris louane louis louisa louise louna luc lucas lucette lucie lucien lucienne
  lucile ludivine ludmilla ludovic luis lya lydia lydie lynda lynne madeleine maelle maelys maeva magali magalie
  mahmoud maisie maite maiwenn malgorzata malik malika malo mamadou manon manuel manuela marc marcel marcelle marcia
  margaret margaux margot maria mariam marianne marie marielle mariette marina marion marjolaine marjorie marthe
  martine maryline maryse mathieu mathilde mathis matteo matthew matthias matthieu maud maureen maurice mauricette
  maxence maxime mckenzie megan mehdi mehmet melanie melina melinda melissa melodie meryem michael michel michele
  micheline michelle mickael miguel miranda mireille mohamed mohammed monica monique morgane mounir mourad moussa
  muriel mustapha mylene myriam nabil nadege nadia nadine nadir nadjet naima nassim natacha natalia natalie
  nathalie nathan nathaniel nawal ndeye nelly niamh nicole nigel nina noah noe noelle noemie nolan nora nordine
  noureddine oceane odette odile oksana oleksandr olga olivia ophelie oriane oscar oumou ousmane pamela paola pascale
  patrice patricia patrick paula paulette pauline pawel peggy perrine philip philippa philippe philomene pierrette
  pierrick pilar piotr pooja priscilla priya quentin quitterie rabah rachel rachid rajesh randy raphael raphaelle
  rayan raymonde rebecca regine regis remi remy renaud rene renee rhys richard ricky rita riyad roberte rodney
  rodolphe rodrigue roger rokia roland romain romane romuald romy ronan rosie rupert russell ryan sabine sabrina sacha
  saida salah salif salima salome samantha samia samir samira samuel sana sandra sandrine sanjay sarah saskia
  sebastien segolene selma serge sergei sergio servane severine seydou shannon sharon shawn sheena sheila sherry
  shirley sidonie silvia siobhan sirine sixtine sofia sofiane solange solen solene solenne sonia sophia sophie
  souleymane soumaya stacey stephane stephanie stephen steven stuart sunil suzanne svetlana sylvain sylvaine sylvia
  sylviane sylvie tamara tanguy tania tanya tatiana tatyana teddy teresa tessa thea theo theodore theresa therese
  thibault thibaut thierry thomas tiffany timothee timothy tiphaine tiphanie titouan tracy travis trevor tristane
  tyler ulysse ursula valentin valentina valerie vanessa veronique vikram vincent vincente virginie vivian vladimir
  walid wassim wayne wei wendy whitney wilfried xavier yacine yael yanis yann yannick yasmine yassine yoan yoann yohan
  yolande youcef youssef yves yvette yvon yvonne zachary zahra zelie zineb zoe zoey
`);

/** First names that are a word, a town or a surname as well: taken only with a surname after them. */
export const ambiguousFirstNames = set(`
  abel aime albert alfred ambre andy ange angel angela anna armand austin ashley axel bernard blanche brice brandon brooke carl carmen
  cedric celeste charles charlie chelsea cesar christian claire claude clemence colombe constance daniel desire
  destiny dolly dylan edmond emile ernest eve faith felix fleur florence florent france francis francois frank fred gaspard george
  georges gerard germain gilbert georgia gloria guy grace guillemette harry hazel henry hope hubert iris ivan ivy jack jackson james
  jasmine jean-paul jenny jerry jim jimmy joe john joseph jordan joy judy jules justin kate kelly kerry kim kyle larry laurel leo leon lili
  lily lorraine lou lucy luna madison marcus marguerite marin marine mark martial martin mary max maya mercedes mia mike mila
  nancy nathanael nicolas noel norbert octave olive oliver olivier pascal paul peter pierre placide prudence ralph ray raymond
  rex robert rob robin rose rosemary roy ruby sam sally sandy saturnin scott sean simon simone sara stella steve
  summer susan sybille ted terry tim tom tony tristan urbain victoire victor victoria violette virginia vivien walter
  will william
`);
