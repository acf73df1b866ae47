import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import {
  ExtendedKeyUsage, ExtendedKeyUsageExtension, SubjectAlternativeNameExtension, X509CertificateGenerator,
} from '@peculiar/x509';
import type { ServerCertificate } from '../../model/target';

const SIGNATURE = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
/** Longer than a run lasts, but short enough to limit the harm of a trusted certificate that was forgotten. */
const DAYS = 30;
/** Tolerates clients whose clock is a little behind, for example in a virtual machine. */
const HOUR_MS = 3_600_000;

/**
 * Creates a self-signed certificate for this machine. Its private key exists only in memory.
 *
 * @param file where clients find the certificate: `curl --cacert FILE`
 */
export async function createCertificate(file: string): Promise<ServerCertificate> {
  const now = Date.now();
  const keys = await webcrypto.subtle.generateKey(SIGNATURE, true, ['sign', 'verify']);
  const made = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=gostyle run',
    keys,
    signingAlgorithm: SIGNATURE,
    notBefore: new Date(now - HOUR_MS),
    notAfter: new Date(now + DAYS * 24 * HOUR_MS),
    extensions: [
      new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }, { type: 'dns', value: 'localhost' }]),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    ],
  });
  const certificate = made.toString('pem');
  await writeFile(file, certificate, { mode: 0o600 });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return { certificate, key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n` };
}
