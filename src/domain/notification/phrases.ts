/** What pushes and mails say, by language. A language that is not here is spoken to in English. */

/** By the categories of `Intl.PluralRules` that the language has; `other` for the rest. */
export interface Counted {
  readonly one?: string;
  readonly many?: string;
  readonly other: string;
}

/** In braces: what is put in. */
export interface Phrases {
  readonly newMessage: string;
  /** {count} */
  readonly messages: Counted;
  /** {count}, {name} */
  readonly messagesFrom: Counted;
  readonly messagesFromSome: Counted;
  /** {name}, {text} */
  readonly said: string;
  readonly mentioned: string;
  readonly photo: string;
  readonly video: string;
  readonly audio: string;
  readonly voice: string;
  readonly file: string;
  readonly location: string;
  /** Of the mail: {count} conversations. */
  readonly inConversations: Counted;
  readonly unreadMessages: Counted;
  readonly open: string;
  readonly unsubscribe: string;
}

const EN: Phrases = {
  newMessage: "New message",
  messages: { one: "{count} new message", other: "{count} new messages" },
  messagesFrom: { one: "{count} new message from {name}", other: "{count} new messages from {name}" },
  messagesFromSome: {
    one: "{count} new message from {name} and others",
    other: "{count} new messages from {name} and others",
  },
  said: "{name}: {text}",
  mentioned: "{name} mentioned you: {text}",
  photo: "Photo",
  video: "Video",
  audio: "Audio",
  voice: "Voice message",
  file: "File",
  location: "Location",
  inConversations: { one: "in {count} conversation", other: "in {count} conversations" },
  unreadMessages: { one: "{count} unread message", other: "{count} unread messages" },
  open: "Read them here:",
  unsubscribe: "To get no more of these mails, open:",
};

const DE: Phrases = {
  newMessage: "Neue Nachricht",
  messages: { one: "{count} neue Nachricht", other: "{count} neue Nachrichten" },
  messagesFrom: { one: "{count} neue Nachricht von {name}", other: "{count} neue Nachrichten von {name}" },
  messagesFromSome: {
    one: "{count} neue Nachricht von {name} und anderen",
    other: "{count} neue Nachrichten von {name} und anderen",
  },
  said: "{name}: {text}",
  mentioned: "{name} hat dich erwähnt: {text}",
  photo: "Foto",
  video: "Video",
  audio: "Audio",
  voice: "Sprachnachricht",
  file: "Datei",
  location: "Standort",
  inConversations: { one: "in {count} Unterhaltung", other: "in {count} Unterhaltungen" },
  unreadMessages: { one: "{count} ungelesene Nachricht", other: "{count} ungelesene Nachrichten" },
  open: "Hier lesen:",
  unsubscribe: "Um diese Mails nicht mehr zu bekommen, öffne:",
};

const ES: Phrases = {
  newMessage: "Mensaje nuevo",
  messages: {
    one: "{count} mensaje nuevo",
    many: "{count} de mensajes nuevos",
    other: "{count} mensajes nuevos",
  },
  messagesFrom: { one: "{count} mensaje nuevo de {name}", other: "{count} mensajes nuevos de {name}" },
  messagesFromSome: {
    one: "{count} mensaje nuevo de {name} y otros",
    other: "{count} mensajes nuevos de {name} y otros",
  },
  said: "{name}: {text}",
  mentioned: "{name} te mencionó: {text}",
  photo: "Foto",
  video: "Vídeo",
  audio: "Audio",
  voice: "Mensaje de voz",
  file: "Archivo",
  location: "Ubicación",
  inConversations: { one: "en {count} conversación", other: "en {count} conversaciones" },
  unreadMessages: { one: "{count} mensaje sin leer", other: "{count} mensajes sin leer" },
  open: "Léelos aquí:",
  unsubscribe: "Para no recibir más estos correos, abre:",
};

const FR: Phrases = {
  newMessage: "Nouveau message",
  messages: {
    one: "{count} nouveau message",
    many: "{count} de nouveaux messages",
    other: "{count} nouveaux messages",
  },
  messagesFrom: { one: "{count} nouveau message de {name}", other: "{count} nouveaux messages de {name}" },
  messagesFromSome: {
    one: "{count} nouveau message de {name} et d’autres",
    other: "{count} nouveaux messages de {name} et d’autres",
  },
  said: "{name} : {text}",
  mentioned: "{name} vous a mentionné : {text}",
  photo: "Photo",
  video: "Vidéo",
  audio: "Audio",
  voice: "Message vocal",
  file: "Fichier",
  location: "Position",
  inConversations: { one: "dans {count} conversation", other: "dans {count} conversations" },
  unreadMessages: { one: "{count} message non lu", other: "{count} messages non lus" },
  open: "Pour les lire :",
  unsubscribe: "Pour ne plus recevoir ces messages, ouvrez :",
};

const PT: Phrases = {
  newMessage: "Nova mensagem",
  messages: { one: "{count} nova mensagem", other: "{count} novas mensagens" },
  messagesFrom: { one: "{count} nova mensagem de {name}", other: "{count} novas mensagens de {name}" },
  messagesFromSome: {
    one: "{count} nova mensagem de {name} e outros",
    other: "{count} novas mensagens de {name} e outros",
  },
  said: "{name}: {text}",
  mentioned: "{name} mencionou você: {text}",
  photo: "Foto",
  video: "Vídeo",
  audio: "Áudio",
  voice: "Mensagem de voz",
  file: "Arquivo",
  location: "Localização",
  inConversations: { one: "em {count} conversa", other: "em {count} conversas" },
  unreadMessages: { one: "{count} mensagem não lida", other: "{count} mensagens não lidas" },
  open: "Leia aqui:",
  unsubscribe: "Para não receber mais estes e-mails, abra:",
};

const LANGUAGES: ReadonlyMap<string, Phrases> = new Map([
  ["en", EN],
  ["de", DE],
  ["es", ES],
  ["fr", FR],
  ["pt", PT],
]);

export const LANGUAGES_SPOKEN = [...LANGUAGES.keys()];

export interface Speaker {
  readonly phrases: Phrases;
  /** The phrase for so many, with what is put in. */
  readonly count: (counted: Counted, count: number, put?: Readonly<Record<string, string>>) => string;
}

const speakers = new Map<string, Speaker>();

/** Speaks the language of a tag such as `pt-BR`. */
export function speakerOf(locale: string): Speaker {
  const wanted = locale.split("-", 1)[0]?.toLowerCase() ?? "";
  const phrases = LANGUAGES.get(wanted) ?? EN;
  const language = LANGUAGES.has(wanted) ? wanted : "en";
  let speaker = speakers.get(language);
  if (speaker === undefined) {
    const plural = new Intl.PluralRules(language);
    const numbers = new Intl.NumberFormat(language);
    speaker = {
      phrases,
      count: (counted, count, put = {}) => {
        const forms: Readonly<Record<string, string>> = { ...counted };
        const form = forms[plural.select(count)] ?? counted.other;
        return putInto(form, { count: numbers.format(count), ...put });
      },
    };
    speakers.set(language, speaker);
  }
  return speaker;
}

/** In one pass: what is put in is not looked into. */
export function putInto(phrase: string, put: Readonly<Record<string, string>>): string {
  return phrase.replace(/\{(\w+)\}/g, (all, name: string) => put[name] ?? all);
}
