/** The panels of the Grafana dashboard, in their order. */
import type { PanelGroup, PanelRow } from './panel.ts';
import { ENERGY, QUARTERS } from './energy.ts';
import { EXPORTED, IMPORTED, inKwh, of, q } from './panel.ts';

const NOW: readonly PanelRow[] = [
  {
    ...{ title: 'Power now', look: 'stat', unit: 'watt', width: 4 },
    help: 'Below zero the house gives power.',
    queries: [q(of('power_net_watts'))],
  },
  {
    ...{ title: 'Latest 15 minutes, of the class', look: 'gauge', unit: 'percentunit', width: 4 },
    help: 'Mean of the latest 15 minutes, divided by the reference power that is set above.',
    queries: [q(`clamp_min(rate(${IMPORTED}[15m]), 0) / $reference_w`)],
    ...{ levels: [0.8, 1], decimals: 0 },
  },
  {
    ...{ title: 'Imported today', look: 'stat', unit: 'kwatth', width: 4, time: 'now/d' },
    ...{ queries: [q(inKwh(IMPORTED))], decimals: 2 },
  },
  {
    ...{ title: 'Exported today', look: 'stat', unit: 'kwatth', width: 4, time: 'now/d' },
    ...{ queries: [q(inKwh(EXPORTED))], decimals: 2 },
  },
  {
    ...{ title: 'Gas and water today', look: 'stat', unit: 'm3', width: 4, time: 'now/d' },
    queries: [q(`increase(${of('channel_cubic_meters_total')}[$__range])`, '{{meter}} {{type}}')],
    decimals: 3,
  },
  {
    ...{ title: 'Latest telegram', look: 'stat', unit: 's', width: 4, levels: [60, 300] },
    help: 'How old it is, by the clock of the meter.',
    queries: [q(`time() - ${of('latest_telegram_timestamp_seconds')}`)],
    decimals: 0,
  },
  {
    ...{ title: 'Power', look: 'lines', unit: 'watt', width: 24 },
    help: 'Above zero what the house takes, below what it gives.',
    queries: [
      q(of('power_imported_watts'), '{{meter}} imported'),
      q(`-${of('power_exported_watts')}`, '{{meter}} exported'),
    ],
  },
  {
    ...{ title: 'Each phase', look: 'lines', unit: 'watt', width: 8 },
    queries: [q(of('phase_power_net_watts'), '{{meter}} L{{phase}}')],
  },
  {
    ...{ title: 'Voltages', look: 'lines', unit: 'volt', width: 8 },
    queries: [q(of('phase_voltage_volts'), '{{meter}} L{{phase}}')],
  },
  {
    ...{ title: 'Currents', look: 'lines', unit: 'amp', width: 8 },
    queries: [q(of('phase_current_amperes'), '{{meter}} L{{phase}}')],
  },
];

const HEAT_ENERGY = of('heat_energy_joules_total');

const HEAT: readonly PanelRow[] = [
  {
    ...{ title: 'Heat', look: 'bars', unit: 'kwatth', width: 12, step: '1d', time: 'now-30d/d' },
    ...{ help: 'Each bar stands at the end of its day.', queries: [q(inKwh(HEAT_ENERGY, '1d'))] },
  },
  {
    ...{ title: 'Heat power', look: 'lines', unit: 'watt', width: 12 },
    help: 'A heat meter is asked once an hour: its battery pays for more.',
    queries: [q(of('heat_power_watts'))],
  },
  {
    ...{ title: 'Flow and return', look: 'lines', unit: 'celsius', width: 12 },
    queries: [
      q(of('heat_flow_temperature_celsius'), '{{meter}} flow'),
      q(of('heat_return_temperature_celsius'), '{{meter}} return'),
    ],
  },
  {
    ...{ title: 'Water flow', look: 'lines', unit: 'litreh', width: 12 },
    queries: [q(of('heat_flow_liters_per_hour'))],
  },
];

const LINK: readonly PanelRow[] = [
  {
    ...{ title: 'Telegrams a minute', look: 'lines', unit: 'none', width: 8 },
    help: 'A heat meter has none.',
    queries: [
      q(
        `rate(${of('telegrams_total')}[$__rate_interval]) * 60 unless on (meter) smarty_source_polls_total`,
      ),
    ],
  },
  {
    ...{ title: 'Refused frames', look: 'bars', unit: 'none', width: 8, step: '15m' },
    help: 'In 15 minutes, by what was wrong; docs/readings.md says what each fault means.',
    queries: [q(`increase(${of('faults_total')}[15m]) > 0`, '{{meter}} {{fault}}')],
    nothing: 'none',
  },
  {
    ...{ title: 'Lost on the way', look: 'bars', unit: 'none', width: 8, step: '15m' },
    help: 'In 15 minutes: frames that the counters of the meter miss, and values that were not read.',
    queries: [
      q(`increase(${of('lost_frames_total')}[15m])`, '{{meter}} frames'),
      q(`increase(${of('unread_values_total')}[15m])`, '{{meter}} values'),
    ],
  },
  {
    ...{ title: 'Noise', look: 'bars', unit: 'bytes', width: 8, step: '15m' },
    help: 'In 15 minutes: bytes that belong to no frame. A good cable has none.',
    queries: [q(`increase(${of('noise_bytes_total')}[15m])`)],
  },
  {
    ...{ title: 'Authenticated', look: 'lines', unit: 'percentunit', width: 8 },
    help: 'Share of telegrams with a right tag: nobody has changed them.',
    queries: [
      q(
        `rate(${of('authenticated_telegrams_total')}[$__rate_interval]) / (rate(${of('telegrams_total')}[$__rate_interval]) > 0)`,
      ),
    ],
  },
  {
    ...{ title: 'Works', look: 'lines', unit: 'percentunit', width: 8 },
    help: 'Share of the time in which Prometheus had an answer, and sources and sinks of the reader worked.',
    queries: [
      q('avg_over_time(up{job="smarty"}[$__rate_interval])', '{{instance}}'),
      q(`avg_over_time(${of('source_up')}[$__rate_interval])`, 'source of {{meter}}'),
      q('avg_over_time(smarty_sink_up[$__rate_interval])', '{{sink}}'),
    ],
  },
  {
    ...{ title: 'Told', look: 'lines', unit: 'none', width: 12 },
    help: 'Readouts and messages a minute that have reached somebody.',
    queries: [q('rate(smarty_sink_told_total[$__rate_interval]) * 60', '{{sink}}')],
  },
  {
    ...{ title: 'Waiting and dropped', look: 'lines', unit: 'none', width: 12 },
    help: 'What sinks could not hand out: it waits, and is dropped when there is too much.',
    queries: [
      q('smarty_sink_waiting', '{{sink}} waiting'),
      q('increase(smarty_sink_dropped_total[15m])', '{{sink}} dropped in 15 minutes'),
    ],
  },
];

export const PANEL_GROUPS: readonly PanelGroup[] = [
  { title: 'Now', panels: NOW },
  { title: 'Quarter hours and the class', panels: QUARTERS },
  { title: 'Day and month', panels: ENERGY },
  { title: 'Heat', panels: HEAT },
  { title: 'Link', panels: LINK },
];
