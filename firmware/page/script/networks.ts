/**
 * The networks that the dongle hears, to choose from, and one that hides its name.
 * In: [name, dBm, lock] as scanned. Out: the chosen name in the field of `ssid`.
 */
import { byId, make, show } from './element.ts';
import { enter, input, tellFault } from './form.ts';
import { ask, pause } from './request.ts';
import { put, told } from './speech.ts';

type Network = [ssid: string, rssi: number, lock: string];

const BARS = '▂▄▆█';
const MOST_LOOKS = 20;

function choose(ssid: string, isHidden: boolean): void {
  show('f-ssid', isHidden);
  input('ssid').value = ssid;
  tellFault('ssid', '');
  if (isHidden) enter('ssid');
}

/** One to four bars, the rest of them pale. */
function signal(rssi: number): HTMLElement {
  const bars = Math.max(1, Math.ceil((rssi + 92) / 10));
  return make(
    'span',
    { title: rssi + ' dBm' },
    BARS.slice(0, bars),
    make('s', {}, BARS.slice(bars)),
  );
}

function networkRow(title: HTMLElement, checked: boolean, onchange: () => void): HTMLElement {
  return make(
    'label.net',
    {},
    make('input', { type: 'radio', name: 'net', checked, onchange }),
    title,
  );
}

function showNetworks(networks: Network[]): void {
  const list = byId('networks');
  const { value } = input('ssid');
  const named = networks.filter((network) => network[0]);
  const isHidden = value !== '' && !named.some((network) => network[0] === value);
  list.textContent = '';
  named.forEach(([ssid, rssi, lock]) => {
    const row = networkRow(make('b', {}, ssid), ssid === value, () => choose(ssid, false));
    if (lock !== 'open') row.append(make('small', {}, lock.toUpperCase()));
    row.append(signal(rssi));
    list.append(row);
  });
  put(byId('scanning'), named.length ? '' : 'nothing');
  list.append(networkRow(told('b', 'hidden'), isHidden, () => choose('', true)));
  show('f-ssid', isHidden);
}

export async function scan(): Promise<void> {
  byId('scanning').textContent = '…';
  let networks;
  await ask('scan', {}).catch(() => 0);
  for (let i = 0; i < MOST_LOOKS && !networks; i++) {
    await pause(500);
    networks = await ask('scan').then(
      ({ data }) => data.networks,
      () => undefined,
    );
  }
  showNetworks(networks || []);
}
