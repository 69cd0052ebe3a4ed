# Verbatim's command line and worker. Debian, since the Temporal SDK's native parts need glibc.
FROM node:22.21.1-bookworm-slim AS build
WORKDIR /opt/verbatim
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund --ignore-scripts
COPY . .
RUN npm run --silent build && npm prune --omit=dev --no-audit --no-fund --ignore-scripts

FROM node:22.21.1-bookworm-slim
RUN apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates chromium \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production PUPPETEER_EXECUTABLE_PATH=/usr/bin/chromium
COPY --from=build /opt/verbatim/package.json /opt/verbatim/
COPY --from=build /opt/verbatim/node_modules /opt/verbatim/node_modules
COPY --from=build /opt/verbatim/dist /opt/verbatim/dist
COPY --from=build /opt/verbatim/config /opt/verbatim/config
COPY --from=build /opt/verbatim/schema /opt/verbatim/schema
COPY --from=build /opt/verbatim/reports/templates /opt/verbatim/reports/templates
# Named volumes take the owner of the folder that they are mounted over.
RUN mkdir -p /project/.verbatim /project/out && chown -R node:node /project
USER node
WORKDIR /project
ENTRYPOINT ["node", "/opt/verbatim/dist/cli/verbatim.js"]
CMD ["--help"]
