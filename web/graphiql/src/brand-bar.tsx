import { type FormEvent, useEffect, useState } from 'react';
import { bare, holder } from './access-token';
import { type Language, WORDING } from './language';

interface BrandBarProps {
  language: Language;
  onLanguage: (language: Language) => void;
  token: string;
  onToken: (token: string) => void;
}

/** The title bar: the product's name, the language of the answers, the access token. */
export function BrandBar({ language, onLanguage, token, onToken }: BrandBarProps) {
  const wording = WORDING[language];
  return (
    <header className="brand-bar">
      <img src="favicon.svg" alt="" width="32" height="32" />
      <div className="brand-name">
        <h1>
          Riverain <span>API 311</span>
        </h1>
        <p>{wording.intro}</p>
      </div>
      <AccessToken language={language} token={token} onToken={onToken} />
      <div className="languages" role="group" aria-label={wording.languages} title={wording.languages}>
        <LanguageButton name="Français" code="fr" language={language} onLanguage={onLanguage} />
        <LanguageButton name="English" code="en" language={language} onLanguage={onLanguage} />
      </div>
    </header>
  );
}

function AccessToken({ language, token, onToken }: Pick<BrandBarProps, 'language' | 'token' | 'onToken'>) {
  const wording = WORDING[language];
  const [pasted, setPasted] = useState('');
  const now = useNow();
  if (token !== '') {
    const { text, valid } = holder(token, language, now);
    return (
      <div className="access-token">
        <span className={valid ? 'holder' : 'holder refused'} role="status">
          {text}
        </span>
        <button type="button" onClick={() => onToken('')}>
          {wording.tokenForget}
        </button>
      </div>
    );
  }
  const use = (event: FormEvent) => {
    event.preventDefault();
    onToken(bare(pasted));
    setPasted('');
  };
  return (
    <form className="access-token" onSubmit={use}>
      <input
        type="password"
        autoComplete="off"
        aria-label={wording.tokenLabel}
        placeholder={wording.tokenPlaceholder}
        value={pasted}
        onChange={(event) => setPasted(event.target.value)}
      />
      <button type="submit" disabled={bare(pasted) === ''}>
        {wording.tokenUse}
      </button>
    </form>
  );
}

function LanguageButton({ name, code, language, onLanguage }: Pick<BrandBarProps, 'language' | 'onLanguage'> & { name: string; code: Language }) {
  return (
    <button type="button" lang={code} aria-pressed={language === code} onClick={() => onLanguage(code)}>
      {name}
    </button>
  );
}

/** The time, read again every half minute so that an expiry shows without a reload. */
function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
