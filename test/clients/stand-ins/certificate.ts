import { generateKeyPairSync, sign } from 'node:crypto';

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const BOOLEAN = 0x01;
const VERSION_3 = Buffer.of(2);
const TRUE = Buffer.of(0xff);
const LOOPBACK = Buffer.of(127, 0, 0, 1);
/** ecdsa-with-SHA256, commonName, subjectAltName, basicConstraints; RFC 5280 and RFC 5758. */
const ECDSA_SHA256 = Buffer.from('2a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('550403', 'hex');
const ALTERNATIVE_NAME = Buffer.from('551d11', 'hex');
const BASIC_CONSTRAINTS = Buffer.from('551d13', 'hex');

/** A certificate for the loopback, signed by itself, with a key that exists for one run of the tests. In PEM. */
export function createCertificate(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = encode(SEQUENCE, encode(OBJECT_ID, ECDSA_SHA256));
  const commonName = [encode(OBJECT_ID, COMMON_NAME), encode(UTF8_STRING, Buffer.from('stand-in'))];
  const name = encode(SEQUENCE, encode(SET, encode(SEQUENCE, ...commonName)));
  const validity = encode(SEQUENCE, time('200101000000Z'), time('490101000000Z'));
  const alternativeName = encode(SEQUENCE, encode(0x87, LOOPBACK));
  const extensions = encode(
    SEQUENCE,
    encode(
      SEQUENCE,
      encode(OBJECT_ID, BASIC_CONSTRAINTS),
      encode(OCTET_STRING, encode(SEQUENCE, encode(BOOLEAN, TRUE))),
    ),
    encode(SEQUENCE, encode(OBJECT_ID, ALTERNATIVE_NAME), encode(OCTET_STRING, alternativeName)),
  );
  const content = encode(
    SEQUENCE,
    encode(0xa0, encode(INTEGER, VERSION_3)),
    encode(INTEGER, Buffer.of(1)),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    encode(0xa3, extensions),
  );
  const signature = encode(BIT_STRING, Buffer.of(0), sign('sha256', content, privateKey));
  const der = encode(SEQUENCE, content, algorithm, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${der.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function time(text: string): Buffer {
  return encode(UTC_TIME, Buffer.from(text));
}

/** Tag, length and value of DER. */
function encode(tag: number, ...values: readonly Buffer[]): Buffer {
  const value = Buffer.concat(values);
  const { length } = value;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), value]);
  if (length < 0x100) return Buffer.concat([Buffer.of(tag, 0x81, length), value]);
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 0xff), value]);
}
