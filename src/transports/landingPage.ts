/** The page at `/`: where a newcomer goes from here. */
import { respond } from "./exchange.ts";
import type { Route } from "./exchange.ts";

export interface LandingPageOptions {
  readonly hasGraphiql: boolean;
  readonly hasDemo: boolean;
}

export function createLandingPage({ hasGraphiql, hasDemo }: LandingPageOptions): Route {
  const links = [
    ...(hasGraphiql && hasDemo
      ? [
          link("/graphql?as=ana", "Chat as ana", "opens GraphiQL, signed in"),
          link("/graphql?as=bo", "Chat as bo", "in a second window, beside it"),
        ]
      : []),
    ...(hasGraphiql ? [link("/graphql", "GraphiQL", "the schema, and a place to try it")] : []),
    link("/health/ready", "Health", "each dependency by name"),
  ];
  const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Parley</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
      <h1>Parley</h1>
      <p>A chat backend is running here. Its API is GraphQL, at <code>/graphql</code>: POST, WebSocket, SSE.</p>
      <ul>${links.join("")}</ul>
      <p>The README and <code>docs/</code> of the repository say the rest.</p>
    </main>
  </body>
</html>
`;
  return (exchange) => respond(exchange, 200, "text/html; charset=utf-8", page);
}

function link(href: string, text: string, about: string): string {
  return `<li><a href="${href}">${text}</a><span>${about}</span></li>`;
}

const STYLE = `
  :root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif; }
  main { max-width: 34rem; margin: 12vh auto; padding: 0 1.5rem; }
  h1 { font-size: 2.4rem; letter-spacing: -0.02em; margin: 0; }
  ul { list-style: none; padding: 0; margin: 2rem 0; }
  li { display: flex; gap: 0.75rem; align-items: baseline; padding: 0.6rem 0; border-top: 1px solid #8884; }
  a { font-weight: 600; flex: 0 0 9rem; }
  span { opacity: 0.7; }
`;
