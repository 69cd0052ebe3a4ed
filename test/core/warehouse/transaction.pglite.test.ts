import { onStore } from '../../stores.ts';
import { transactionSuite } from './transaction.suite.ts';

onStore('pglite', 'transactions', transactionSuite);
