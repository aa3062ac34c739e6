/** Mail by SMTP, to a real server of smtp-server: what arrives, and what is said when it does not. */
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { SMTPServer } from "smtp-server";
import type { SMTPServerOptions } from "smtp-server";
import { expect, test } from "vitest";
import { createSmtpMail } from "../../src/mail/smtp.ts";
import { certificate } from "../push/localhost.ts";
import { startApp } from "../support/app.ts";

interface Arrived {
  readonly from: string;
  readonly to: readonly string[];
  readonly isSecure: boolean;
  readonly user: unknown;
  /** As it was sent, less the folds of headers and of quoted-printable lines. */
  readonly source: string;
}

const FROM = "Parley <chat@example.com>";
const MAIL = { to: "ana@example.com", subject: "Grüße", text: "A link: https://chat.example/x#token=abc\n" };

async function startServer(options: SMTPServerOptions = {}) {
  const arrived: Arrived[] = [];
  let connections = 0;
  const server = new SMTPServer({
    ...certificate,
    authOptional: true,
    onConnect(_session, callback) {
      connections += 1;
      callback();
    },
    onAuth({ username, password }, _session, callback) {
      if (username === "parley" && password === "p@ss/word") callback(null, { user: username });
      else callback(new Error("Authentication failed"));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        arrived.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          isSecure: session.secure,
          user: session.user,
          source: Buffer.concat(chunks)
            .toString()
            .replaceAll(/\r\n[ \t]+/g, " ")
            .replaceAll(/(?<!\?)=\r\n/g, "")
            .replaceAll("=3D", "="),
        });
        callback();
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    arrived,
    connectionCount: () => connections,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

const mailTo = (url: string, timeoutMs = 15_000) =>
  createSmtpMail({ url, from: FROM, timeoutMs, ca: certificate.cert });

test("a mail arrives as it was written, from whom the settings say, over a connection that is kept", async () => {
  await using server = await startServer();
  using mail = mailTo(`smtp://localhost:${server.port}`);
  await mail.send(MAIL);
  await mail.send({ ...MAIL, to: "bo@example.com" });
  expect(server.arrived).toMatchObject([
    { from: "chat@example.com", to: ["ana@example.com"], isSecure: true },
    { from: "chat@example.com", to: ["bo@example.com"], isSecure: true },
  ]);
  const source = server.arrived[0]?.source ?? "";
  expect(source).toContain("From: Parley <chat@example.com>\r\n");
  expect(source).toContain("To: ana@example.com\r\n");
  expect(source).toContain("Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n");
  expect(source).toContain("Auto-Submitted: auto-generated\r\n");
  expect(source).toContain("\r\n\r\nA link: https://chat.example/x#token=abc\r\n");
  expect(server.connectionCount()).toBe(1);
});

test("a digest can be unsubscribed from with one click", async () => {
  await using server = await startServer();
  using mail = mailTo(`smtp://localhost:${server.port}`);
  const url = `https://chat.example/unsubscribe?token=${"a".repeat(120)}`;
  const headers = {
    "List-Unsubscribe": `<${url}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
  await mail.send({ ...MAIL, headers });
  const source = server.arrived[0]?.source ?? "";
  expect(source).toContain(`List-Unsubscribe: <${url}>\r\n`);
  expect(source).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
});

test("a name and a password sign in, over TLS from the start or from STARTTLS on", async () => {
  await using later = await startServer({ authOptional: false });
  await using atOnce = await startServer({ authOptional: false, secure: true });
  using first = mailTo(`smtp://parley:p%40ss%2Fword@localhost:${later.port}`);
  using second = mailTo(`smtps://parley:p%40ss%2Fword@localhost:${atOnce.port}`);
  await first.send(MAIL);
  await second.send(MAIL);
  for (const { arrived } of [later, atOnce]) {
    expect(arrived).toMatchObject([{ isSecure: true, user: "parley" }]);
  }
});

test("a password is not sent where there is no TLS", async () => {
  const passwords: unknown[] = [];
  await using server = await startServer({
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth({ password }, _session, callback) {
      passwords.push(password);
      callback(null, { user: "parley" });
    },
  });
  using mail = mailTo(`smtp://parley:secret@localhost:${server.port}`);
  await expect(mail.send(MAIL)).rejects.toThrow(/STARTTLS/);
  expect(passwords).toEqual([]);
  using careless = mailTo(`smtp://parley:secret@localhost:${server.port}?requireTLS=false`);
  await careless.send(MAIL);
  expect(passwords).toEqual(["secret"]);
});

test("a certificate that nobody knows is not believed", async () => {
  await using server = await startServer();
  using mail = createSmtpMail({ url: `smtp://localhost:${server.port}`, from: FROM });
  await expect(mail.send(MAIL)).rejects.toThrow(/certificate/);
  expect(server.arrived).toEqual([]);
});

test("an address is one, and neither address nor subject brings in a header", async () => {
  await using server = await startServer();
  using mail = mailTo(`smtp://localhost:${server.port}`);
  await mail
    .send({
      ...MAIL,
      to: "ana@example.com, eve@example.com",
      subject: "Hello\r\nBcc: eve@example.com",
    })
    .catch(() => undefined);
  await mail.send({ ...MAIL, subject: "Hello\r\nBcc: eve@example.com" });
  expect(server.arrived.flatMap(({ to }) => to).filter((to) => to.startsWith("eve"))).toEqual([]);
  expect(server.arrived.some(({ source }) => /^Bcc:/m.test(source))).toBe(false);
});

test("a refusal is told, and the next mail goes", async () => {
  await using server = await startServer({
    onRcptTo({ address }, _session, callback) {
      callback(address.startsWith("nobody") ? new Error("No such mailbox") : null);
    },
  });
  using mail = mailTo(`smtp://localhost:${server.port}`);
  await expect(mail.send({ ...MAIL, to: "nobody@example.com" })).rejects.toThrow("No such mailbox");
  await mail.send(MAIL);
  expect(server.arrived).toHaveLength(1);
});

test("a server that says nothing, or is not there, keeps nobody waiting for long", async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket));
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  using mail = mailTo(`smtp://localhost:${port}`, 500);
  await expect(mail.send(MAIL)).rejects.toThrow("The mail server does not answer");
  for (const socket of sockets) socket.destroy();
  silent.close();
  await once(silent, "close");
  using nobody = mailTo(`smtp://localhost:${port}`);
  await expect(nobody.send(MAIL)).rejects.toThrow(/ECONNREFUSED/);
});

test("who registers gets the mail with the link, by the server of the settings", async () => {
  await using server = await startServer({ hideSTARTTLS: true, disabledCommands: ["STARTTLS"] });
  await using app = await startApp({ SMTP_URL: `smtp://localhost:${server.port}`, MAIL_FROM: FROM });
  await app.people.register("ana");
  await expect.poll(() => server.arrived.length, { timeout: 10_000 }).toBe(1);
  expect(server.arrived[0]?.source).toMatch(/\/verify-email#token=[\w-]+/);
});
