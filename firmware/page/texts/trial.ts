/**
 * The trial, and saving. Faults are told in pieces, of which script/sentence.ts makes sentences: what
 * is wrong, what to do, and which settings to check.
 */
import type { Texts } from './language.ts';

export const TRIAL_TEXTS: Texts = {
  try: ['Test', 'Tester', 'Testen', 'Testen'],
  save: ['Save', 'Enregistrer', 'Speichern', 'Späicheren'],
  cancel: ['Cancel', 'Annuler', 'Abbrechen', 'Ofbriechen'],
  caution: [
    'Saves nothing. Stay on this page, even without Wi-Fi.',
    'N’enregistre rien. Restez sur cette page, même sans Wi-Fi.',
    'Speichert nichts. Bleiben Sie auf dieser Seite, auch ohne WLAN.',
    'Späichert näischt. Bleift op dëser Säit, och ouni WLAN.',
  ],
  'is.ok': ['done', 'réussi', 'fertig', 'fäerdeg'],
  'is.failed': ['failed', 'échec', 'gescheitert', 'net gelongen'],
  correct: [
    'Please correct the red fields.',
    'Corrigez les champs en rouge.',
    'Berichtigen Sie die roten Felder.',
    'Verbessert déi rout Felder.',
  ],
  change: ['Change', 'Modifier', 'Ändern', 'Änneren'],
  untried: [
    'Not tested. Save anyway?',
    'Non testé. Enregistrer quand même ?',
    'Nicht getestet. Trotzdem speichern?',
    'Net getest. Trotzdeem späicheren?',
  ],
  saved: ['Saved', 'Enregistré', 'Gespeichert', 'Gespäichert'],
  rejoin: [
    'Connect this phone to “{n}” again, then open:',
    'Reconnectez ce téléphone à « {n} », puis ouvrez :',
    'Verbinden Sie dieses Telefon wieder mit „{n}“, dann öffnen Sie:',
    'Verbannt dësen Telefon erëm mat „{n}“, da maacht op:',
  ],
  router: [
    'or the address in your router.',
    'ou l’adresse dans votre routeur.',
    'oder die Adresse in Ihrem Router.',
    'oder d’Adress an Ärem Router.',
  ],
  again: ['Try again.', 'Réessayez.', 'Versuchen Sie es erneut.', 'Probéiert nach eng Kéier.'],
  check: ['Check: {n}.', 'Vérifiez : {n}.', 'Prüfen Sie: {n}.', 'Kontrolléiert: {n}.'],
  closer: [
    'Move the dongle closer to the router.',
    'Rapprochez le dongle du routeur.',
    'Bringen Sie den Dongle näher an den Router.',
    'Bréngt den Dongle méi no bei de Router.',
  ],
  plug: [
    'Push the plug into port P1 until it clicks.',
    'Enfoncez la fiche dans le port P1 jusqu’au déclic.',
    'Drücken Sie den Stecker in den Port P1, bis er einrastet.',
    'Dréckt de Stecker an de Port P1, bis e klickt.',
  ],
  'no-network': [
    'Network not found.',
    'Réseau introuvable.',
    'Netz nicht gefunden.',
    'Reseau net fonnt.',
  ],
  'no-entry': [
    'The router refuses the password.',
    'Le routeur refuse le mot de passe.',
    'Der Router lehnt das Passwort ab.',
    'De Router refuséiert d’Passwuert.',
  ],
  'no-address': [
    'The router gives no address. Restart it.',
    'Le routeur ne donne pas d’adresse. Redémarrez-le.',
    'Der Router vergibt keine Adresse. Starten Sie ihn neu.',
    'De Router gëtt keng Adress. Start en nei.',
  ],
  'no-link': ['No connection.', 'Pas de connexion.', 'Keine Verbindung.', 'Keng Verbindung.'],
  'no-broker': [
    'Broker not found.',
    'Broker introuvable.',
    'Broker nicht gefunden.',
    'Broker net fonnt.',
  ],
  'no-answer': [
    'The broker does not answer.',
    'Le broker ne répond pas.',
    'Der Broker antwortet nicht.',
    'De Broker äntwert net.',
  ],
  'no-mqtt': [
    'That is no MQTT broker.',
    'Ce n’est pas un broker MQTT.',
    'Das ist kein MQTT-Broker.',
    'Dat ass kee MQTT-Broker.',
  ],
  refuses: [
    'The broker refuses the dongle.',
    'Le broker refuse le dongle.',
    'Der Broker lehnt den Dongle ab.',
    'De Broker refuséiert den Dongle.',
  ],
  unready: [
    'The broker is not ready.',
    'Le broker n’est pas prêt.',
    'Der Broker ist nicht bereit.',
    'De Broker ass net prett.',
  ],
  'no-version': [
    'Switch on MQTT 3.1.1 at the broker.',
    'Activez MQTT 3.1.1 sur le broker.',
    'Schalten Sie am Broker MQTT 3.1.1 ein.',
    'Schalt um Broker MQTT 3.1.1 un.',
  ],
  'hung-up': [
    'The broker hung up.',
    'Le broker a raccroché.',
    'Der Broker hat aufgelegt.',
    'De Broker huet opgeluecht.',
  ],
  'no-data': [
    'The meter sends nothing.',
    'Le compteur n’envoie rien.',
    'Der Zähler sendet nichts.',
    'Den Zieler schéckt näischt.',
  ],
  noise: [
    'The data is damaged.',
    'Les données sont abîmées.',
    'Die Daten sind beschädigt.',
    'D’Date si beschiedegt.',
  ],
  foreign: [
    'This is no P1 text. Ask the grid operator.',
    'Ce n’est pas un texte P1. Demandez au gestionnaire de réseau.',
    'Das ist kein P1-Text. Fragen Sie den Netzbetreiber.',
    'Dat ass keen P1-Text. Frot den Netzbedreiwer.',
  ],
  'no-fit': [
    'The key does not fit.',
    'La clé ne convient pas.',
    'Der Schlüssel passt nicht.',
    'De Schlëssel passt net.',
  ],
  replay: ['A copy, ignored.', 'Copie ignorée.', 'Kopie, ignoriert.', 'Kopie, ignoréiert.'],
};
