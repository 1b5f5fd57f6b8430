import { GraphiQL } from 'graphiql';
import 'graphiql/style.css';
import { StrictMode, useEffect, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { storedToken, storeToken } from './access-token';
import { BrandBar } from './brand-bar';
import { EXAMPLES, NEW_TAB } from './examples';
import { createFetcher } from './fetcher';
import { storedLanguage, storeLanguage } from './language';
import './style.css';

function Explorer() {
  const [language, setLanguage] = useState(storedLanguage);
  const [token, setToken] = useState(storedToken);
  const fetcher = useMemo(() => createFetcher(token, language), [token, language]);
  useEffect(() => {
    storeLanguage(language);
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => storeToken(token), [token]);
  useEffect(() => {
    const read = () => setToken(storedToken());
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return (
    <>
      <BrandBar language={language} onLanguage={setLanguage} token={token} onToken={setToken} />
      <GraphiQL fetcher={fetcher} defaultTabs={EXAMPLES} defaultQuery={NEW_TAB} shouldPersistHeaders={false}>
        <GraphiQL.Logo>{''}</GraphiQL.Logo>
      </GraphiQL>
    </>
  );
}

const container = document.getElementById('explorer');
if (container) {
  createRoot(container).render(
    <StrictMode>
      <Explorer />
    </StrictMode>,
  );
}
