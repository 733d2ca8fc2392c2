# The image: one static binary on nothing. Build it with
#   docker build -t belvo-mock .
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -tags nomsgpack \
      -ldflags "-s -w -X github.com/belvo-mock/belvo-mock/internal/cli.version=${VERSION}" \
      -o /belvo-mock .

FROM scratch
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="belvo-mock" \
      org.opencontainers.image.description="An asynchronous open-finance provider for laptops and CI" \
      org.opencontainers.image.source="https://github.com/belvo-mock/belvo-mock" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /belvo-mock /belvo-mock
ENV BELVO_MOCK_ADDR=:8080
EXPOSE 8080
USER 65532:65532
HEALTHCHECK --interval=5s --timeout=3s --start-period=2s --retries=3 CMD ["/belvo-mock", "health"]
ENTRYPOINT ["/belvo-mock"]
