// SPDX-License-Identifier: GPL-3.0-or-later
//
// nodemailer-peer.js PORT CONNECTIONS MAILS FILE
//
// Sends mails with FILE as their text through nodemailer's own pool, with as
// many under way as there are connections, and prints the seconds.
const fs = require('node:fs');
const nodemailer = require('nodemailer');

const [port, connections, mails] = process.argv.slice(2, 5).map(Number);
const text = fs.readFileSync(process.argv[5], 'utf8');
const transport = nodemailer.createTransport({
  host: '127.0.0.1',
  port,
  secure: false,
  ignoreTLS: true,
  pool: true,
  maxConnections: connections,
  maxMessages: Infinity,
});
let next = 0;

async function work() {
  while (next < mails) {
    const number = next++;
    await transport.sendMail({
      from: 'noreply@example.com',
      to: `user${number}@example.net`,
      subject: 'Your invitation to the portal',
      text,
    });
  }
}

async function main() {
  const begin = process.hrtime.bigint();
  await Promise.all(Array.from({ length: connections }, work));
  console.log(Number(process.hrtime.bigint() - begin) / 1e9);
  transport.close();
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
