/**
 * What the dongle is doing: a word, and a sentence that says what to do. States that have a reason
 * say it with the sentences of script/sentence.ts.
 */
import type { Texts } from './language.ts';

export const STATE_TEXTS: Texts = {
  'state.starting': ['Starting', 'Démarrage', 'Startet', 'Start'],
  'state.joining': ['No Wi-Fi', 'Pas de Wi-Fi', 'Kein WLAN', 'Kee WLAN'],
  'state.no-broker': [
    'No MQTT broker',
    'Pas de broker MQTT',
    'Kein MQTT-Broker',
    'Kee MQTT-Broker',
  ],
  'state.no-telegram': ['No telegram', 'Pas de télégramme', 'Kein Telegramm', 'Keen Telegramm'],
  'state.wrong-key': ['Wrong key', 'Mauvaise clé', 'Falscher Schlüssel', 'Falsche Schlëssel'],
  'state.running': ['Everything works', 'Tout fonctionne', 'Alles läuft', 'Alles leeft'],
  'state.unsupported': [
    'Wrong firmware',
    'Mauvais firmware',
    'Falsche Firmware',
    'Falsch Firmware',
  ],
  'state.lost': [
    'Dongle not reached',
    'Dongle injoignable',
    'Dongle nicht erreichbar',
    'Dongle net z’erreechen',
  ],
  'todo.starting': [
    'Waiting for a telegram.',
    'En attente d’un télégramme.',
    'Wartet auf ein Telegramm.',
    'Waart op en Telegramm.',
  ],
  'todo.unsupported': [
    'Install the Espruino of the guide.',
    'Installez l’Espruino du guide.',
    'Installieren Sie das Espruino der Anleitung.',
    'Installéiert den Espruino vun der Uleedung.',
  ],
  'todo.lost': [
    'Check its power and your Wi-Fi.',
    'Vérifiez son alimentation et votre Wi-Fi.',
    'Prüfen Sie seinen Strom und Ihr WLAN.',
    'Kontrolléiert säi Stroum an Äre WLAN.',
  ],
};
