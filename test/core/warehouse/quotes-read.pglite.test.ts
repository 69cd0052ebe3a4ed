import { onStore } from '../../stores.ts';
import { quotesReadSuite } from './quotes-read.suite.ts';

onStore('pglite', 'reading quotes', quotesReadSuite);
