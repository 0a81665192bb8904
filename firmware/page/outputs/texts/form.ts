/**
 * What the form says of the further settings as a whole: titles of their groups, and what is wrong with
 * a topic, in words of its own.
 */
import type { Texts } from '../../texts/language.ts';

export const FORM_TEXTS: Texts = {
  'group.publication': [
    'What is published on MQTT',
    'Ce qui est publié sur MQTT',
    'Was über MQTT gemeldet wird',
    'Wat iwwer MQTT gemellt gëtt',
  ],
  'group.streams': ['TCP streams', 'Flux TCP', 'TCP-Streams', 'TCP-Streams'],
  'group.api': ['HTTP', 'HTTP', 'HTTP', 'HTTP'],
  'group.tariff': ['Tariff', 'Tarif', 'Tarif', 'Tarif'],
  'group.log': ['Log', 'Journal', 'Protokoll', 'Protokoll'],

  'fault.topic': [
    'Not allowed here: + and #, $ at the start, / at an end or twice.',
    'Non admis ici : + et #, $ au début, / à une extrémité ou doublé.',
    'Hier nicht erlaubt: + und #, $ am Anfang, / am Rand oder doppelt.',
    'Hei net erlaabt: + an #, $ um Ufank, / um Rand oder duebel.',
  ],
};
