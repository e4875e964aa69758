package io.minibatch.spark;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.minibatch.backend.VectorModule;
import io.minibatch.data.DataLoader;
import io.minibatch.data.Dataset;
import io.minibatch.distributed.Cluster;
import io.minibatch.distributed.ClusterException;
import io.minibatch.distributed.Gradients;
import io.minibatch.distributed.ShardPlan;
import io.minibatch.distributed.Task;
import io.minibatch.distributed.Tasks;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** A Spark cluster, or threads of this machine as one. This process is its driver. */
final class SparkCluster implements Cluster {
    private static final long CLOSING_SECONDS = 25;
    private static final long PATIENCE_NS = 60_000_000_000L;
    private static final long SETTLING_NS = 2_000_000_000L;
    private static final long POLL_NS = 50_000_000L;

    /** Above that of Spark's own hook, which ends the context. */
    private static final int BEFORE_SPARK = 100;

    private final JavaSparkContext context;
    private final TaskBackend backend;
    private final CountDownLatch closed = new CountDownLatch(1);

    private SparkCluster(JavaSparkContext context, TaskBackend backend) {
        this.context = context;
        this.backend = backend;
        ShutdownHookManager.get().addShutdownHook(this::awaitClose, BEFORE_SPARK, CLOSING_SECONDS, TimeUnit.SECONDS);
    }

    static SparkCluster connect(String url, TaskBackend backend) {
        quieten();
        SparkCluster cluster = new SparkCluster(run(() -> new JavaSparkContext(configuration(url))), backend);
        try {
            if (!isHere(url)) {
                cluster.awaitExecutors(url);
            }
            return cluster;
        } catch (ClusterException failed) {
            cluster.close();
            throw failed;
        }
    }

    private static boolean isHere(String url) {
        return url.matches("local(\\[.*)?");
    }

    /** Executors come one after the other, and what came first would be given all shards: waits until no more come. */
    private void awaitExecutors(String url) {
        long start = System.nanoTime();
        int executors = 0;
        long lastCame = start;
        while (executors == 0 || System.nanoTime() - lastCame < SETTLING_NS) {
            // The driver is one of them.
            int now = context.sc().statusTracker().getExecutorInfos().length - 1;
            lastCame = now == executors ? lastCame : System.nanoTime();
            executors = now;
            if (executors == 0 && System.nanoTime() - start > PATIENCE_NS) {
                throw new ClusterException(
                        url + ": no executor started within a minute: the cluster has no core free, or no"
                                + " worker with the memory that spark.executor.memory asks for");
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** Settings given as system properties, by {@code -Dspark.NAME=VALUE}, come first. */
    private static SparkConf configuration(String url) {
        SparkConf configuration = new SparkConf()
                .setMaster(url)
                .setAppName("minibatch")
                .setIfMissing("spark.ui.enabled", "false")
                // Parameters and gradients are noise to a compressor.
                .setIfMissing("spark.broadcast.compress", "false");
        if (!isHere(url)) {
            configuration.setJars(JavaSparkContext.jarOfClass(SparkCluster.class));
        }
        if (VectorModule.isPresent()) {
            // Other products on the executors than here would be other bits.
            configuration.setIfMissing("spark.executor.extraJavaOptions", VectorModule.OPTION);
        }
        String data = System.getenv(DataLoader.VARIABLE);
        if (data != null && !data.isBlank()) {
            configuration.setExecutorEnv(
                    DataLoader.VARIABLE, Path.of(data).toAbsolutePath().toString());
        }
        return configuration;
    }

    /** The exception of the job reports errors. */
    private static void quieten() {
        ILoggerFactory loggers = LoggerFactory.getILoggerFactory();
        for (String library : List.of("org.apache", "org.sparkproject", "io.netty")) {
            if (loggers.getLogger(library) instanceof Logger logger) {
                logger.setLevel(Level.OFF);
            }
        }
    }

    /** Lets a program that is being stopped end its work in order before Spark's hook takes the context away. */
    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Does what may throw Spark's exceptions, which its methods do not declare.
     *
     * @throws ClusterException for any of them, in one line
     */
    static <T> T run(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception failed) {
            if (failed instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            String message = String.valueOf(failed.getMessage());
            throw new ClusterException("Spark: "
                    + message.lines().findFirst().orElse(failed.toString()).strip());
        }
    }

    JavaSparkContext context() {
        return context;
    }

    /** Returns what its tasks compute with. */
    TaskBackend backend() {
        return backend;
    }

    @Override
    public String description() {
        return "Spark " + context.version() + " at " + context.master();
    }

    @Override
    public int parallelism() {
        return context.defaultParallelism();
    }

    @Override
    public <T, R> Tasks<T, R> tasks(Task<T, R> task) {
        return run(() -> new SparkTasks<>(this, task));
    }

    @Override
    public Gradients gradients(ShardPlan plan, Dataset training) {
        return run(() -> new SparkGradients(this, plan, training));
    }

    @Override
    public void close() {
        context.close();
        closed.countDown();
    }
}
