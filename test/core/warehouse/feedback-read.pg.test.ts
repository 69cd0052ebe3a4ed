import { onStore } from '../../stores.ts';
import { feedbackReadSuite } from './feedback-read.suite.ts';

onStore('postgres', 'reading feedback', feedbackReadSuite);
