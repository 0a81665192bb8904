/** What stands behind the device password: settings, copies of them, restart, update. */
import type { Texts } from './language.ts';

export const OPERATION_TEXTS: Texts = {
  settings: ['Settings', 'Réglages', 'Einstellungen', 'Astellungen'],
  default: [
    'Or the one on the label.',
    'Ou celui de l’étiquette.',
    'Oder das vom Etikett.',
    'Oder dat vun der Etikett.',
  ],
  login: ['Log in', 'Connexion', 'Anmelden', 'Umellen'],
  'refused.password': [
    'Wrong password.',
    'Mauvais mot de passe.',
    'Falsches Passwort.',
    'Falscht Passwuert.',
  ],
  'login.wait': ['Wait {n} s.', 'Attendez {n} s.', 'Warten Sie {n} s.', 'Waart {n} s.'],
  export: ['Export', 'Exporter', 'Exportieren', 'Exportéieren'],
  import: ['Import', 'Importer', 'Importieren', 'Importéieren'],
  update: ['Update', 'Mise à jour', 'Aktualisieren', 'Aktualiséieren'],
  install: ['Install', 'Installer', 'Installieren', 'Installéieren'],
  'wrong-file': ['Wrong file.', 'Mauvais fichier.', 'Falsche Datei.', 'Falsch Datei.'],
  'label.package': [
    'Update file',
    'Fichier de mise à jour',
    'Aktualisierungsdatei',
    'Aktualiséierungsdatei',
  ],
  staged: [
    'If the update fails, the dongle undoes it.',
    'Si la mise à jour échoue, le dongle l’annule.',
    'Scheitert die Aktualisierung, macht der Dongle sie rückgängig.',
    'Wann d’Aktualiséierung net klappt, mécht den Dongle se réckgängeg.',
  ],
  foreigner: [
    'This file is for another dongle.',
    'Ce fichier est pour un autre dongle.',
    'Diese Datei ist für einen anderen Dongle.',
    'Dës Datei ass fir en aneren Dongle.',
  ],
  occupied: [
    'The dongle is busy.',
    'Le dongle est occupé.',
    'Der Dongle ist beschäftigt.',
    'Den Dongle huet ze dinn.',
  ],
  unwritten: [
    'The memory failed.',
    'La mémoire a échoué.',
    'Der Speicher versagte.',
    'De Späicher huet versot.',
  ],
  log: ['Log', 'Journal', 'Protokoll', 'Protokoll'],
  restart: ['Restart', 'Redémarrer', 'Neu starten', 'Nei starten'],
  restarting: [
    'The dongle restarts.',
    'Le dongle redémarre.',
    'Der Dongle startet neu.',
    'Den Dongle start nei.',
  ],
  reset: ['Factory reset', 'Réinitialiser', 'Zurücksetzen', 'Zerécksetzen'],
  confirm: [
    'Deletes all settings and keys. Type “{n}”:',
    'Efface réglages et clés. Tapez « {n} » :',
    'Löscht alle Einstellungen und Schlüssel. Tippen Sie „{n}“:',
    'Läscht all Astellungen a Schlësselen. Tippt „{n}“:',
  ],
  refused: [
    'The dongle refuses: {n}.',
    'Le dongle refuse : {n}.',
    'Der Dongle lehnt ab: {n}.',
    'Den Dongle refuséiert: {n}.',
  ],
};
