// The work of the `kafka` bench on Kafka Streams; see README.md.
// args: <brokers> <topic> <ticks> <partitions> <weights> <stateDir>; one line of JSON for each line on standard input.
import com.fasterxml.jackson.core.*;
import java.io.*;
import java.nio.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.atomic.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.*;
import org.apache.kafka.streams.*;
import org.apache.kafka.streams.processor.api.*;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.*;

public class KafkaStreamsPeer {
  static final int INPUTS = 8, HIDDEN = 64, GATES = 3 * HIDDEN;
  static String brokers, topic, stateDir;
  static int ticks, partitions;
  static Weights weights;
  static final LongAdder done = new LongAdder();
  static final AtomicLong first = new AtomicLong();

  /** Transposed, so that the inner loop runs over the 192 gates and vectorises. */
  static final class Weights {
    final float[] input = new float[INPUTS * GATES], recurrent = new float[HIDDEN * GATES];
    final float[] inputBias = new float[GATES], recurrentBias = new float[GATES], head = new float[HIDDEN];

    Weights(Path file) throws IOException {
      FloatBuffer from = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      for (int gate = 0; gate < GATES; gate++) for (int i = 0; i < INPUTS; i++) input[i * GATES + gate] = from.get();
      for (int gate = 0; gate < GATES; gate++) for (int i = 0; i < HIDDEN; i++) recurrent[i * GATES + gate] = from.get();
      from.get(inputBias).get(recurrentBias).get(head);
    }
  }

  static final class Gru {
    final float[] a = new float[GATES], b = new float[GATES];

    static float sigmoid(float x) { return (float) (1.0 / (1.0 + Math.exp(-x))); }

    static float tanh(float x) { return (float) (1.0 - 2.0 / (Math.exp(2.0 * x) + 1.0)); }

    static void product(float[] matrix, float[] x, float[] sums) {
      for (int j = 0; j < x.length; j++) addScaled(matrix, j * GATES, x[j], sums);
    }

    static void addScaled(float[] matrix, int offset, float scale, float[] sums) {
      for (int i = 0; i < GATES; i++) sums[i] += matrix[offset + i] * scale;
    }

    float step(float[] x, float[] h) {
      System.arraycopy(weights.inputBias, 0, a, 0, GATES);
      System.arraycopy(weights.recurrentBias, 0, b, 0, GATES);
      product(weights.input, x, a);
      product(weights.recurrent, h, b);
      float y = 0;
      for (int i = 0; i < HIDDEN; i++) {
        float r = sigmoid(a[i] + b[i]), z = sigmoid(a[HIDDEN + i] + b[HIDDEN + i]);
        float candidate = tanh(a[2 * HIDDEN + i] + r * b[2 * HIDDEN + i]);
        h[i] = (1 - z) * candidate + z * h[i];
        y += h[i] * weights.head[i];
      }
      return y;
    }
  }

  static final class Step implements Processor<String, byte[], String, byte[]> {
    ProcessorContext<String, byte[]> context;
    KeyValueStore<String, byte[]> states;
    final Gru gru = new Gru();
    final float[] x = new float[INPUTS], h = new float[HIDDEN];
    final JsonFactory json = new JsonFactory();
    final StringBuilder text = new StringBuilder(128);

    public void init(ProcessorContext<String, byte[]> given) {
      context = given;
      states = given.getStateStore("states");
    }

    public void process(Record<String, byte[]> record) {
      if (first.get() == 0) first.compareAndSet(0, System.nanoTime());
      String symbol = null;
      double price = 0;
      int size = 0;
      long time = 0;
      try (JsonParser parser = json.createParser(record.value())) {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String field = parser.currentName();
          parser.nextToken();
          switch (field) {
            case "symbol": symbol = parser.getText(); break;
            case "price": price = Double.parseDouble(parser.getText()); break;
            case "size": size = parser.getIntValue(); break;
            case "time": time = parser.getLongValue(); break;
            default: break;
          }
        }
      } catch (IOException error) {
        throw new UncheckedIOException(error);
      }
      byte[] before = states.get(record.key());
      double last = price;
      if (before == null) Arrays.fill(h, 0);
      else {
        ByteBuffer from = ByteBuffer.wrap(before).order(ByteOrder.LITTLE_ENDIAN);
        from.asFloatBuffer().get(h);
        last = from.getDouble(4 * HIDDEN);
      }
      double change = Math.log(price / last) * 100;
      x[0] = (float) change;
      x[1] = size / 1000f;
      x[2] = (float) (price / 100 - 1);
      x[3] = (float) Math.abs(change);
      x[4] = (time % 60000) / 60000f;
      x[5] = x[0] * x[1];
      x[6] = Math.signum(x[0]);
      x[7] = 1f;
      double forecast = gru.step(x, h);
      byte[] after = new byte[4 * HIDDEN + 8];
      ByteBuffer into = ByteBuffer.wrap(after).order(ByteOrder.LITTLE_ENDIAN);
      into.asFloatBuffer().put(h);
      into.putDouble(4 * HIDDEN, price);
      states.put(record.key(), after);
      text.setLength(0);
      text.append("{\"symbol\":\"").append(symbol).append("\",\"time\":").append(time);
      text.append(",\"forecast\":").append(forecast).append('}');
      context.forward(record.withValue(text.toString().getBytes(StandardCharsets.UTF_8)));
      done.increment();
    }
  }

  public static void main(String[] args) throws Exception {
    brokers = args[0];
    topic = args[1];
    ticks = Integer.parseInt(args[2]);
    partitions = Integer.parseInt(args[3]);
    weights = new Weights(Path.of(args[4]));
    stateDir = args[5];
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) pass(admin, Integer.parseInt(line.trim()));
    }
  }

  static void pass(Admin admin, int threads) throws Exception {
    String id = "peer-" + Long.toString(System.currentTimeMillis(), 36), out = id + "-out";
    admin.createTopics(List.of(new NewTopic(out, partitions, (short) 1))).all().get();
    Topology topology = new Topology();
    topology.addSource("in", Serdes.String().deserializer(), Serdes.ByteArray().deserializer(), topic);
    topology.addProcessor("step", Step::new, "in");
    var store = Stores.persistentKeyValueStore("states");
    topology.addStateStore(Stores.keyValueStoreBuilder(store, Serdes.String(), Serdes.ByteArray()).withCachingEnabled(), "step");
    topology.addSink("out", out, Serdes.String().serializer(), Serdes.ByteArray().serializer(), "step");
    done.reset();
    first.set(0);
    KafkaStreams streams = new KafkaStreams(topology, settings(id, threads));
    streams.setUncaughtExceptionHandler(error -> {
      error.printStackTrace();
      System.exit(3);
      return null;
    });
    streams.start();
    while (done.sum() < ticks) Thread.sleep(1);
    long committed = 0;
    while (committed < ticks) { // with their transaction
      committed = 0;
      for (var offset : admin.listConsumerGroupOffsets(id).partitionsToOffsetAndMetadata().get().values())
        if (offset != null) committed += offset.offset();
      if (committed < ticks) Thread.sleep(3);
    }
    double seconds = (System.nanoTime() - first.get()) / 1e9;
    streams.close();
    streams.cleanUp();
    System.out.printf(Locale.ROOT, "{\"rate\":%.1f,\"outputs\":%d}%n", ticks / seconds, countOutputs(out));
    List<String> own = new ArrayList<>();
    for (String name : admin.listTopics().names().get()) if (name.startsWith(id)) own.add(name);
    admin.deleteTopics(own).all().get();
  }

  static Properties settings(String id, int threads) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, id);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir);
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    settings.put("auto.offset.reset", "earliest");
    return settings;
  }

  static long countOutputs(String out) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", brokers);
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", "false");
    settings.put("key.deserializer", ByteArrayDeserializer.class.getName());
    settings.put("value.deserializer", ByteArrayDeserializer.class.getName());
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      List<TopicPartition> all = new ArrayList<>();
      for (int i = 0; i < partitions; i++) all.add(new TopicPartition(out, i));
      consumer.assign(all);
      consumer.seekToBeginning(all);
      long count = 0;
      for (int idle = 0; idle < 3;) {
        var records = consumer.poll(java.time.Duration.ofMillis(200));
        idle = records.isEmpty() ? idle + 1 : 0;
        count += records.count();
      }
      return count;
    }
  }
}
