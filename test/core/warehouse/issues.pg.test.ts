import { onStore } from '../../stores.ts';
import { issuesSuite } from './issues.suite.ts';

onStore('postgres', 'issues', issuesSuite);
