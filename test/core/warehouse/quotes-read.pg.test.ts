import { onStore } from '../../stores.ts';
import { quotesReadSuite } from './quotes-read.suite.ts';

onStore('postgres', 'reading quotes', quotesReadSuite);
