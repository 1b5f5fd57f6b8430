import type { GraphiQLProps } from 'graphiql';
import { type Language, WORDING } from './language';

type Fetcher = GraphiQLProps['fetcher'];

const ENDPOINT = '/graphql';

/** Posts operations with the bar's token and language; what is typed in the headers editor wins over both. */
export function createFetcher(token: string, language: Language): Fetcher {
  return async (parameters, options) => {
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

async function post(headers: Headers, body: string, language: Language): Promise<Response> {
  try {
    return await fetch(ENDPOINT, { method: 'POST', headers, body });
  } catch {
    throw new Error(WORDING[language].unreachable);
  }
}
