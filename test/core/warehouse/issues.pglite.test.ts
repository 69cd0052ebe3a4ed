import { onStore } from '../../stores.ts';
import { issuesSuite } from './issues.suite.ts';

onStore('pglite', 'issues', issuesSuite);
