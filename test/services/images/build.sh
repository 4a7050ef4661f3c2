#!/usr/bin/env bash
# Stand-ins for the images that docker-compose.yml names, for machines that reach package registries and no image
# registry: a Debian base with redis-server, a JRE, Kafka's jars, Node and npm, tagged with the official names. They run the
# same servers; only the packaging differs. Needs Debian's docker.io, debootstrap and Maven, a running dockerd that
# DOCKER_HOST points at, a Linux x64 Node 24 with its npm, and about 3 minutes.
#   build.sh DIR NODE       DIR: work folder, kept for the next time; NODE: the binary that goes into node:24-slim
# Written for this project's tests. Debian's packages and Kafka's jars (Maven Central, Apache License 2.0) come as they are.
set -euo pipefail
dir=${1:?work folder}; node=$(realpath "${2:?node binary}"); here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$dir/context"; dir=$(realpath "$dir")
if [ ! -e "$dir/root.done" ]; then
  mirror=$(awk '/^URIs:/ {print $2; exit}' /etc/apt/sources.list.d/*.sources 2> /dev/null || awk '$1 == "deb" {print $2; exit}' /etc/apt/sources.list)
  debootstrap --variant=minbase --include=redis-server,openjdk-17-jre-headless,ca-certificates bookworm "$dir/root" "$mirror" > "$dir/debootstrap.log"
  touch "$dir/root.done"
fi
docker image inspect tickwise-test/base > /dev/null 2>&1 ||
  tar -C "$dir/root" --exclude=./var/cache/apt --exclude=./usr/share/doc --exclude=./usr/share/locale --exclude=./dev -c . |
  docker import - tickwise-test/base > /dev/null
jars=$dir/context/jars
if [ ! -d "$jars" ]; then
  mvn -q -B -f "$here/../kafka/pom.xml" dependency:copy-dependencies -DoutputDirectory="$jars.part"
  mv "$jars.part" "$jars"
fi
cp "$here/../kafka/log4j2.properties" "$here/kafka-entrypoint.sh" "$dir/context/"
mkdir -p "$dir/node"
cp -L "$node" "$dir/node/node"
# Behind a proxy with an authority of its own, npm in a container has to trust it too.
cp /etc/ssl/certs/ca-certificates.crt "$dir/node/"
rm -rf "$dir/node/npm"; cp -rL "$(dirname "$(dirname "$(realpath "$(command -v npm)")")")" "$dir/node/npm"
docker build -q -t redis:8 -f - "$dir/context" <<'D'
FROM tickwise-test/base
EXPOSE 6379
CMD ["redis-server", "--protected-mode", "no", "--bind", "0.0.0.0"]
D
docker build -q -t apache/kafka:4.1.0 -f - "$dir/context" <<'D'
FROM tickwise-test/base
COPY jars /opt/kafka/jars
COPY log4j2.properties kafka-entrypoint.sh /opt/kafka/
EXPOSE 9092
CMD ["bash", "/opt/kafka/kafka-entrypoint.sh"]
D
docker build -q -t node:24-slim -f - "$dir/node" <<'D'
FROM tickwise-test/base
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && chmod +x /usr/local/bin/node && useradd --uid 1000 --create-home node
CMD ["node"]
D
