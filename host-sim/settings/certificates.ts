/** Certificates for a way to a broker, as rows of settings: of a source and of a sink. */
import { FILE } from './form.ts';
import { row } from './row.ts';

export const CERTIFICATES = {
  ca: row(FILE, {
    help: 'Certificates (PEM) of who has signed that of the broker.',
    otherwise: 'those that Node knows',
  }),
  certificate: row(FILE, { help: 'Our own certificate (PEM), for brokers that want one.' }),
  certificate_key: row(FILE, { help: 'The private key (PEM) that goes with it.' }),
};
