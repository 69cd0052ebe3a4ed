import { onStore } from '../../stores.ts';
import { readSuite } from './feedback-read.suite.ts';

onStore('postgres', 'reading', readSuite);
