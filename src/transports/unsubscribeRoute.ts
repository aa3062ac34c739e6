/** `/unsubscribe/<token>`: ends the mails of what stays unread by one click (RFC 8058), without a sign-in. */
import { refuse, respond, respondJson } from "./exchange.ts";
import type { Exchange, Route } from "./exchange.ts";
import type { OperationPorts } from "./ports.ts";

export const UNSUBSCRIBE_PATH = "/unsubscribe/";

/** Scanners of mail open every link: GET changes nothing, and answers with a button that posts. */
const ASKING = page("End these mails?", `<form method="post"><button>End them</button></form>`);
const ENDED = page("You get no more of these mails.", "");

/** A POST needs no body; what mailboxes send with it is not read. A token that is not ours is answered as where nothing is. */
export function createUnsubscribeRoute(ports: Pick<OperationPorts, "chargeRequest" | "unsubscribe">): Route {
  return async (exchange: Exchange) => {
    const { method, path, client, response, log } = exchange;
    response.setHeader("cache-control", "no-store");
    response.setHeader("referrer-policy", "no-referrer");
    if (method === "GET" || method === "HEAD")
      return respond(exchange, 200, "text/html; charset=utf-8", ASKING);
    if (method !== "POST") {
      response.setHeader("allow", "GET, HEAD, POST");
      return refuse(exchange, 405, "Unsubscribing is a POST.");
    }
    try {
      await ports.chargeRequest(client.address);
      const isOurs = await ports.unsubscribe(path.slice(UNSUBSCRIBE_PATH.length));
      if (isOurs) respond(exchange, 200, "text/html; charset=utf-8", ENDED);
      else respondJson(exchange, 404, { status: "not found" });
    } catch (error) {
      log.error({ err: error }, "unsubscribing failed");
      respondJson(exchange, 503, { status: "try again" });
    }
  };
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>${title}</title>
  </head>
  <body>
    <h1>${title}</h1>
    ${content}
  </body>
</html>
`;
}
