/** The languages of the API: French first. */
export type Language = 'fr' | 'en';

const STORAGE_KEY = 'riverain:language';

/** The language chosen on an earlier visit, French before any choice. */
export function storedLanguage(): Language {
  return localStorage.getItem(STORAGE_KEY) === 'en' ? 'en' : 'fr';
}

/** Keeps the choice for the next visit. */
export function storeLanguage(language: Language): void {
  localStorage.setItem(STORAGE_KEY, language);
}

/** Every sentence of the bar, and of the faults that the server did not word itself. */
export const WORDING = {
  fr: {
    languages: 'Langue des réponses',
    intro: 'Demandes citoyennes, suivis et programmes de travaux d’une ville.',
    tokenLabel: 'Jeton d’accès',
    tokenPlaceholder: 'Collez un jeton d’accès',
    tokenUse: 'Utiliser',
    tokenForget: 'Retirer',
    tokenUnreadable: 'Jeton illisible',
    tokenExpired: (role: string) => `${role} · jeton expiré`,
    tokenUntil: (role: string, until: string) => `${role} · jusqu’au ${until}`,
    holder: 'Jeton sans rôle',
    roles: {
      citizen: 'Citoyen',
      agent: 'Agent',
      planner: 'Planificateur',
      supervisor: 'Superviseur',
      administrator: 'Administrateur',
    },
    unreachable: 'Le serveur ne répond pas. Vérifiez qu’il tourne toujours, puis réessayez.',
    notJson: (status: number) => `Le serveur a répondu ${status} sans JSON`,
  },
  en: {
    languages: 'Language of the answers',
    intro: 'A city’s citizen requests, follow-ups and work programmes.',
    tokenLabel: 'Access token',
    tokenPlaceholder: 'Paste an access token',
    tokenUse: 'Use',
    tokenForget: 'Remove',
    tokenUnreadable: 'Unreadable token',
    tokenExpired: (role: string) => `${role} · token expired`,
    tokenUntil: (role: string, until: string) => `${role} · until ${until}`,
    holder: 'Token without a role',
    roles: {
      citizen: 'Citizen',
      agent: 'Agent',
      planner: 'Planner',
      supervisor: 'Supervisor',
      administrator: 'Administrator',
    },
    unreachable: 'The server does not answer. Check that it still runs, then try again.',
    notJson: (status: number) => `The server answered ${status} without JSON`,
  },
} as const;
