import { onStore } from '../../stores.ts';
import { transactionSuite } from './transaction.suite.ts';

onStore('postgres', 'transactions', transactionSuite);
