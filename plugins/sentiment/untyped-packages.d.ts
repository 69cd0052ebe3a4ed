declare module 'ml-sentiment' {
  interface Classifier {
    /** The sum of the words' values; for a word such as "constructor" it is a string. */
    readonly classify: (text: string) => unknown;
  }
  const create: (options: { lang: 'en' | 'de'; tokenize: (word: string) => string }) => Classifier;
  export default create;
}
