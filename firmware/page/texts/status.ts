/** What the status face says. */
import type { Texts } from './language.ts';

export const STATUS_TEXTS: Texts = {
  percent: ['{n} %', '{n} %', '{n} %', '{n} %'],
  imported: ['From the grid', 'Du réseau', 'Aus dem Netz', 'Aus dem Netz'],
  exported: ['To the grid', 'Vers le réseau', 'Ins Netz', 'An d’Netz'],
  minutes: ['Last 10 minutes', '10 dernières minutes', 'Letzte 10 Minuten', 'Lescht 10 Minutten'],
  diagnosis: ['Diagnosis', 'Diagnostic', 'Diagnose', 'Diagnos'],
  uptime: ['Running for', 'En marche depuis', 'Läuft seit', 'Leeft zanter'],
  restarted: ['Started by', 'Démarré par', 'Gestartet durch', 'Gestart duerch'],
  free: ['Free variables', 'Variables libres', 'Freie Variablen', 'Fräi Variabelen'],
  'restart.power': ['power', 'courant', 'Strom', 'Stroum'],
  'restart.crash': ['error', 'erreur', 'Fehler', 'Feeler'],
  'restart.memory': ['lack of memory', 'manque de mémoire', 'Speichermangel', 'Späichermangel'],
  'restart.user': ['you', 'vous', 'Sie', 'Iech'],
  raw: [
    'The next telegram, without your numbers.',
    'Le prochain télégramme, sans vos numéros.',
    'Das nächste Telegramm, ohne Ihre Nummern.',
    'Dat nächst Telegramm, ouni Är Nummeren.',
  ],
  copy: ['Copy', 'Copier', 'Kopieren', 'Kopéieren'],
};
