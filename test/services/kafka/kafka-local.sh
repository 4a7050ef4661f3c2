#!/usr/bin/env bash
# One Apache Kafka broker (KRaft, no ZooKeeper): in a container where an engine answers and has or gets the image, else as
# a plain process. Either way it has its host's network, its files in DIR, and its process id in DIR/pid.
#   kafka-local.sh start DIR [PORT]    a fresh cluster in DIR; returns when it serves
#                                      KAFKA_SETTINGS: lines for its server.properties; of two with one name the last counts
#                                      KAFKA_JVM: options of Java in place of the heap of 512 MB, also for `resume`
#   kafka-local.sh resume DIR          starts the cluster in DIR again, with its data
#   kafka-local.sh stop DIR
# Containers need Linux; TICKWISE_CONTAINERS=no does without them. A plain process needs a JDK 17 and Maven: the first start
# takes about 25 s (54 MB of jars into DIR/../kafka-jars), later ones 4 s.
# Written for this project's tests; pom.xml names the artefacts, all from Maven Central, under the Apache License 2.0.
set -euo pipefail
cmd=${1:?start, resume or stop}; dir=${2:?folder}; port=${3:-19092}; here=$(cd "$(dirname "$0")" && pwd)
if [ "$cmd" = stop ]; then kill "$(cat "$dir/pid")"; exit; fi
mkdir -p "$dir"; dir=$(realpath "$dir"); image=apache/kafka:4.1.0
has_image() {
  [ "${TICKWISE_CONTAINERS:-}" != no ] && [ "$(uname)" = Linux ] && timeout 5 docker info &&
    { docker image inspect "$image" || timeout 300 docker pull "$image"; }
}
if has_image > /dev/null 2>&1; then
  run=(docker run --rm --network host --user "$(id -u):$(id -g)" -v "$dir:$dir" -v "$here:$here:ro" --entrypoint java)
  jars='/opt/kafka/libs/*:/opt/kafka/jars/*'
  java() { "${run[@]}" "$image" "$@"; }
  serve() {
    id=$("${run[@]}" --detach "$image" "$@")
    docker inspect --format '{{.State.Pid}}' "$id" > "$dir/pid"
    setsid docker logs --follow "$id" > "$dir/log" 2>&1 < /dev/null &
  }
else
  jars=$(dirname "$dir")/kafka-jars
  if [ ! -d "$jars" ]; then
    # Under another name until it is complete: an interrupted download must not pass for one.
    mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$jars.$$"
    mv -T "$jars.$$" "$jars" 2> /dev/null || rm -rf "$jars.$$"
  fi
  jars="$jars/*"
  serve() {
    setsid java "$@" > "$dir/log" 2>&1 < /dev/null &
    echo $! > "$dir/pid"
  }
fi
if [ "$cmd" = start ]; then
  cat > "$dir/server.properties" <<P
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$((port + 1))
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$((port + 1))
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=$dir/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
auto.create.topics.enable=false
log.retention.ms=-1
P
  echo "${KAFKA_SETTINGS:-}" >> "$dir/server.properties"
  # A UUID as Kafka writes it: 16 bytes in base64.
  id=$(head -c 16 /dev/urandom | base64 | tr -d = | tr +/ ab)
  java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$jars" kafka.tools.StorageTool format -t "$id" -c "$dir/server.properties" > /dev/null
fi
rm -f "$dir/log"
# shellcheck disable=SC2086 # several words
serve ${KAFKA_JVM:--Xms512m -Xmx512m} "-Dlog4j2.configurationFile=$here/log4j2.properties" -cp "$jars" kafka.Kafka "$dir/server.properties"
for _ in $(seq 300); do grep -qs 'Kafka Server started' "$dir/log" && exit 0; sleep 0.2; done
tail -5 "$dir/log" >&2; exit 1
