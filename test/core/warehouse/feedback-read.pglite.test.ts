import { onStore } from '../../stores.ts';
import { feedbackReadSuite } from './feedback-read.suite.ts';

onStore('pglite', 'reading feedback', feedbackReadSuite);
