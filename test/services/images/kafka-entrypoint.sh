#!/usr/bin/env bash
# Entry point of the stand-in: as in the apache/kafka image, KAFKA_A_B_C=v becomes a.b.c=v. Single-node KRaft defaults.
set -euo pipefail
declare -A conf=(
  [process.roles]=broker,controller [node.id]=1 [controller.quorum.voters]=1@localhost:9093
  [listeners]=PLAINTEXT://:9092,CONTROLLER://:9093 [advertised.listeners]=PLAINTEXT://localhost:9092
  [controller.listener.names]=CONTROLLER [listener.security.protocol.map]=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
  [log.dirs]=/tmp/kafka-data [offsets.topic.replication.factor]=1 [transaction.state.log.replication.factor]=1
  [transaction.state.log.min.isr]=1 [group.initial.rebalance.delay.ms]=0
)
while IFS='=' read -r name value; do
  case $name in KAFKA_HEAP_OPTS | KAFKA_OPTS) ;; KAFKA_*) key=${name#KAFKA_}; key=${key,,}; conf[${key//_/.}]=$value ;; esac
done < <(env)
for key in "${!conf[@]}"; do echo "$key=${conf[$key]}"; done > /tmp/server.properties
cp='/opt/kafka/jars/*'
[ -e "${conf[log.dirs]}/meta.properties" ] || java -cp "$cp" kafka.tools.StorageTool format -t "${CLUSTER_ID:-$(java -cp "$cp" kafka.tools.StorageTool random-uuid | tail -1)}" -c /tmp/server.properties
exec java ${KAFKA_HEAP_OPTS:--Xmx512m} -Dlog4j2.configurationFile=/opt/kafka/log4j2.properties -cp "$cp" kafka.Kafka /tmp/server.properties
