/** What the setup face says, and the forms that both faces share. */
import type { Texts } from './language.ts';

export const SETUP_TEXTS: Texts = {
  title: ['Set up the dongle', 'Configurer le dongle', 'Dongle einrichten', 'Dongle ariichten'],
  intro: [
    'You need your Wi-Fi password and the meter’s key.',
    'Il vous faut le mot de passe Wi-Fi et la clé du compteur.',
    'Sie brauchen WLAN-Passwort und Zählerschlüssel.',
    'Dir braucht WLAN-Passwuert a Schlëssel vum Zieler.',
  ],
  network: ['Wi-Fi', 'Wi-Fi', 'WLAN', 'WLAN'],
  meter: ['Meter', 'Compteur', 'Zähler', 'Zieler'],
  broker: ['MQTT broker', 'Broker MQTT', 'MQTT-Broker', 'MQTT-Broker'],
  telegram: ['Telegram', 'Télégramme', 'Telegramm', 'Telegramm'],
  decryption: ['Decryption', 'Déchiffrement', 'Entschlüsselung', 'Entschlësselung'],
  advanced: ['More settings', 'Autres réglages', 'Weitere Einstellungen', 'Weider Astellungen'],
  austria: [
    'Austria, advanced',
    'Autriche, avancé',
    'Österreich, erweitert',
    'Éisträich, erweidert',
  ],
  rescan: ['Search again', 'Chercher à nouveau', 'Erneut suchen', 'Nei sichen'],
  hidden: ['Hidden network', 'Réseau masqué', 'Verstecktes Netz', 'Verstoppte Reseau'],
  show: ['Show', 'Afficher', 'Anzeigen', 'Weisen'],
  kept: ['Empty: unchanged.', 'Vide : inchangé.', 'Leer: unverändert.', 'Eidel: onverännert.'],
  drop: ['Remove', 'Supprimer', 'Entfernen', 'Ewechhuelen'],
  missing: ['{n} missing', '{n} manquent', '{n} fehlen', '{n} feelen'],
  surplus: ['{n} too many', '{n} de trop', '{n} zu viel', '{n} zevill'],
  whence: [
    'Who gives me the key?',
    'Qui me donne la clé ?',
    'Wer gibt mir den Schlüssel?',
    'Wie gëtt mir de Schlëssel?',
  ],
  luxembourg: [
    'Luxembourg: write to your grid operator (name, address, the meter’s SAG number).',
    'Luxembourg : écrivez à votre gestionnaire de réseau (nom, adresse, numéro SAG du compteur).',
    'Luxemburg: Schreiben Sie Ihrem Netzbetreiber (Name, Adresse, SAG-Nummer des Zählers).',
    'Lëtzebuerg: Schreift Ärem Netzbedreiwer (Numm, Adress, SAG-Nummer vum Zieler).',
  ],
  portal: [
    'Austria: in your grid operator’s web portal.',
    'Autriche : dans le portail web de votre gestionnaire de réseau.',
    'Österreich: im Webportal Ihres Netzbetreibers.',
    'Éisträich: am Webportal vun Ärem Netzbedreiwer.',
  ],
};
