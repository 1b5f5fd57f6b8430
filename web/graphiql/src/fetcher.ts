import type { GraphiQLProps } from 'graphiql';
import { parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { type Language, WORDING } from './language';

type Fetcher = GraphiQLProps['fetcher'];

const ENDPOINT = '/graphql';

const SUBSCRIPTIONS = new URL('/graphql/ws', location.href.replace(/^http/, 'ws')).href;

/**
 * Subscribes over a WebSocket and posts other operations, with the bar's token and language; what is typed in the headers editor
 * wins over both where it is posted.
 */
export function createFetcher(token: string, language: Language): Fetcher {
  const client = createClient({
    url: SUBSCRIPTIONS,
    connectionParams: { acceptLanguage: language, ...(token !== '' && { authorization: `Bearer ${token}` }) },
  });
  return async (parameters, options) => {
    if (subscribes(parameters.query, parameters.operationName)) return client.iterate(parameters);
    const headers = new Headers({
      accept: 'application/graphql-response+json, application/json',
      'accept-language': language,
      'content-type': 'application/json',
    });
    if (token !== '') headers.set('authorization', `Bearer ${token}`);
    for (const [name, value] of Object.entries(options?.headers ?? {})) headers.set(name, String(value));
    const response = await post(headers, JSON.stringify(parameters), language);
    const body = await response.text();
    try {
      return JSON.parse(body);
    } catch {
      throw new Error(`${WORDING[language].notJson(response.status)}: ${body.slice(0, 500)}`);
    }
  };
}

/** Whether the operation that is run is a subscription; a document that does not parse goes to the server, which says why. */
function subscribes(query: string, operationName?: string | null): boolean {
  try {
    return parse(query).definitions.some(
      (part) =>
        part.kind === 'OperationDefinition' &&
        part.operation === 'subscription' &&
        (!operationName || part.name?.value === operationName),
    );
  } catch {
    return false;
  }
}

async function post(headers: Headers, body: string, language: Language): Promise<Response> {
  try {
    return await fetch(ENDPOINT, { method: 'POST', headers, body });
  } catch {
    throw new Error(WORDING[language].unreachable);
  }
}
