/**
 * Words of which the names of readings and counts are made: `energy_imported_tariff_1` is said
 * "Energy · import · Tariff 1". The longest word that fits is taken; what is no word here (l1, q1, 1,
 * mqtt, version) stands as it is. Some are said with the texts of others: see
 * script/sentence.ts. The first letter of all is shown as a capital.
 */
import type { Texts } from './language.ts';

export const READING_TEXTS: Texts = {
  'word.energy': ['Energy', 'Énergie', 'Energie', 'Energie'],
  'word.power': ['Power', 'Puissance', 'Leistung', 'Leeschtung'],
  'word.reactive_energy': ['Reactive energy', 'Énergie réactive', 'Blindenergie', 'Blannenergie'],
  'word.reactive_power': [
    'Reactive power',
    'Puissance réactive',
    'Blindleistung',
    'Blannleeschtung',
  ],
  'word.apparent_power': [
    'Apparent power',
    'Puissance apparente',
    'Scheinleistung',
    'Scheinleeschtung',
  ],
  'word.voltage': ['Voltage', 'Tension', 'Spannung', 'Spannung'],
  'word.current': ['Current', 'Courant', 'Strom', 'Stroum'],
  'word.frequency': ['Frequency', 'Fréquence', 'Frequenz', 'Frequenz'],
  'word.imported': ['import', 'prélèvement', 'Bezug', 'Bezuch'],
  'word.exported': ['export', 'injection', 'Einspeisung', 'Aspeisung'],
  'word.net': ['net', 'solde', 'Saldo', 'Saldo'],
  'word.limit': ['limit', 'limite', 'Grenze', 'Grenz'],
  'word.threshold': ['Threshold', 'Seuil', 'Schwelle', 'Schwell'],
  'word.tariff': ['Tariff', 'Tarif', 'Tarif', 'Tarif'],
  'word.breaker': ['Main switch', 'Disjoncteur', 'Hauptschalter', 'Haaptschalter'],
  'word.relay': ['Relay', 'Relais', 'Relais', 'Relais'],
  'word.power_failures': ['Power cuts', 'Coupures', 'Stromausfälle', 'Stroumpannen'],
  'word.sags': ['too low', 'trop basse', 'zu tief', 'ze niddereg'],
  'word.swells': ['too high', 'trop haute', 'zu hoch', 'ze héich'],
  'word.message': ['Message', 'Message', 'Nachricht', 'Noriicht'],
  'word.gas': ['Gas', 'Gaz', 'Gas', 'Gas'],
  'word.water': ['Water', 'Eau', 'Wasser', 'Waasser'],
  'word.heat': ['Heat', 'Chaleur', 'Wärme', 'Hëtzt'],
  'word.volume': ['volume', 'volume', 'Menge', 'Volumen'],
  'word.time': ['time', 'heure', 'Zeit', 'Zäit'],
  'word.number': ['number', 'numéro', 'Nummer', 'Nummer'],
  'word.valve': ['valve', 'vanne', 'Ventil', 'Ventil'],
  'word.factor': ['factor', 'facteur', 'Faktor', 'Faktor'],
  // What the dongle counts, by firmware/core/diagnose.ts and firmware/core/device/diagnosis.ts.
  'word.telegrams': ['telegrams', 'télégrammes', 'Telegramme', 'Telegrammer'],
  'word.authenticated': ['authentic', 'authentiques', 'echt', 'echt'],
  'word.lost_frames': ['lost frames', 'trames perdues', 'verlorene Rahmen', 'verluere Frames'],
  'word.noise_bytes': ['noise (bytes)', 'bruit (octets)', 'Störung (Bytes)', 'Stéierung (Bytes)'],
  'word.unread_values': [
    'unread values',
    'valeurs non lues',
    'ungelesene Werte',
    'net gelies Wäerter',
  ],
  'word.repeated_codes': ['repeated codes', 'codes répétés', 'doppelte Codes', 'duebel Coden'],
  'word.dropped': ['dropped', 'perdus', 'verworfen', 'verworf'],
  'word.reconnects': ['reconnections', 'reconnexions', 'neu verbunden', 'nei verbonnen'],
  'word.uart_overruns': ['overruns', 'débordements', 'Überläufe', 'Iwwerleef'],
  'word.wifi_joins': ['Wi-Fi joins', 'connexions Wi-Fi', 'WLAN-Anmeldungen', 'WLAN-Umeldungen'],
  'word.boots': ['starts', 'démarrages', 'Starts', 'Starten'],
};
