/**
 * The settings of what can be told, and to whom; `row.ts` says what stands in a row. Each has a preset,
 * and only what differs from it is kept. One text, which stays in flash.
 */
export const EXTRAS = `
publish_period_s publication number 0 3600 - - 0
telegram_topic publication choice 2 13 required - qos1 no,qos0,qos0_retained,qos1,qos1_retained
reading_topics publication choice 2 13 required - qos0_retained no,qos0,qos0_retained,qos1,qos1_retained
obis_topics publication choice 2 13 required - no no,qos0,qos0_retained,qos1,qos1_retained
obis_root publication topic 1 64 required - obis
obis_changed publication choice 2 3 required - no no,yes
smartyreader_topics publication choice 2 13 required - no no,qos0,qos0_retained,qos1,qos1_retained
smartyreader_names publication choice 7 10 required - printed printed,calculated
smartyreader_root publication topic 1 64 required - lamsmarty
homeassistant publication choice 2 3 required - yes no,yes
homeassistant_prefix publication topic 1 64 required - homeassistant
homie publication choice 2 6 required - no no,homie4,homie5,mueli
homie_root publication topic 1 64 required - homie
frame_topic publication choice 2 12 required - no no,hex_qos0,hex_qos1,binary_qos0,binary_qos1
telegram_port streams number 0 65535 - - 0
frame_port streams number 0 65535 - - 0
stream_listeners streams number 1 6 - - 3
tariff_aliases streams choice 2 3 required - no no,yes
api api choice 2 3 required - yes no,yes
quarters tariff choice 2 3 required - no no,yes
quarter_s tariff number 300 3600 - - 900
reference_power_w tariff number 0 200000 - - 0
exceeded_price tariff number 0 9999 - - 1139
log_level log choice 4 7 required - info error,warning,info,debug
log_topic log choice 2 4 required - no no,qos0,qos1
syslog log address 7 15
syslog_port log number 1 65535 - - 514
`;
