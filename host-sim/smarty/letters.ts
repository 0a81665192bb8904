/** What to write to a grid operator, by language. In: nothing. Out: texts with blanks to fill in. */

export interface Letter {
  language: string;
  subject: string;
  text: string;
}

/** Blanks are in angle brackets. */
export const LETTERS: Readonly<Record<string, Letter>> = {
  en: {
    language: 'English',
    subject: 'Decryption key for the P1 port of my smart meter',
    text: `Dear Sir or Madam,

I would like to read the customer port (P1) of my smart meter. Please send me its
decryption key (for Austria: GUEK and GAK). Please switch the port on, if it is off, and
with it the full list of readings, with voltage, current and power of each phase.

Name:            <name of the contract holder>
Address:         <street, number, postcode, town>
Meter number:    <SAG and 13 digits>
Point of delivery: <POD, on the bill>

Kind regards
<name>`,
  },
  fr: {
    language: 'français',
    subject: 'Clé de déchiffrement du port P1 de mon compteur intelligent',
    text: `Madame, Monsieur,

Je souhaite lire le port client (P1) de mon compteur intelligent. Je vous prie de me
communiquer sa clé de déchiffrement. Veuillez aussi activer ce port, s'il ne l'est pas,
avec la liste complète des données : tension, courant et puissance de chaque phase.

Nom :                  <nom du titulaire du contrat>
Adresse :              <rue, numéro, code postal, localité>
Numéro du compteur :   <SAG et 13 chiffres>
Point de fourniture :  <POD, sur la facture>

Veuillez agréer, Madame, Monsieur, mes salutations distinguées.
<nom>`,
  },
  de: {
    language: 'Deutsch',
    subject: 'Schlüssel für die Kundenschnittstelle meines Smart Meters',
    text: `Sehr geehrte Damen und Herren,

ich möchte die Kundenschnittstelle (P1) meines Smart Meters auslesen. Bitte schicken Sie
mir den Schlüssel dafür (in Österreich: GUEK und GAK) und schalten Sie die Schnittstelle
frei. Bitte schalten Sie auch die vollständige Liste der Werte ein, mit Spannung, Strom
und Leistung jeder Phase.

Name:          <Name des Vertragspartners>
Adresse:       <Straße, Nummer, Postleitzahl, Ort>
Zählernummer:  <SAG und 13 Ziffern>
Zählpunkt:     <Bezeichnung auf der Rechnung>

Mit freundlichen Grüßen
<Name>`,
  },
};

/** Grid operators of Luxembourg, and where they are asked. */
export const OPERATORS: readonly { name: string; area: string; mail: string }[] = [
  { name: 'Creos', area: 'most of the country, Luxembourg City', mail: 'customer.care@creos.net' },
  { name: 'Sudstroum', area: 'Esch-sur-Alzette', mail: 'backoffice@sudstroum.lu' },
  { name: 'Electris', area: 'Mersch and around', mail: 'smarty@electris.lu' },
  { name: 'Diekirch', area: 'Diekirch', mail: 'smarty@diekirch.lu' },
  { name: 'Ettelbruck', area: 'Ettelbruck', mail: 'sive@ettelbruck.lu' },
];
