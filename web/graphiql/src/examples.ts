import followUpSummary from './examples/follow-up-summary.graphql';
import requests from './examples/requests.graphql';
import welcome from './examples/welcome.graphql';

/** The tabs of a first visit. */
export const EXAMPLES = [
  { query: welcome },
  { query: requests },
  { query: followUpSummary, variables: '{ "number": "2026-0000001" }' },
];

/** What a new tab holds. */
export const NEW_TAB = `# Ctrl+Entrée exécute, Ctrl+Espace complète, Maj+Ctrl+P met en forme.
# Ctrl+Enter runs, Ctrl+Space completes, Shift+Ctrl+P formats.

`;
