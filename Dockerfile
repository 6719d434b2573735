# The first stage builds. The second has Node, the bundle and nothing to build with: `npm run build` puts the production
# dependencies into the bundle. test/build/dockerfile.test.ts runs these instructions in a clean folder, without a container engine.
FROM node:24-bookworm-slim AS build
WORKDIR /work
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24-bookworm-slim
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn*
WORKDIR /app
COPY --from=build /work/dist ./
ENV NODE_ENV=production
USER 65532:65532
EXPOSE 3978
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3978}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=32", "main.js"]
