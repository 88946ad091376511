import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers each request with its number, from four threads, and writes numbers meanwhile. */
public final class CountingServer {
    private static final AtomicInteger REQUESTS = new AtomicInteger();

    public static void main(String[] arguments) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 8082), 0);
        server.createContext("/", exchange -> {
            byte[] number = (REQUESTS.incrementAndGet() + "\n").getBytes();
            exchange.sendResponseHeaders(200, number.length);
            exchange.getResponseBody().write(number);
            exchange.close();
        });
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.start();
        for (int number = 1; ; number++) {
            System.out.println(number);
            Thread.sleep(10);
        }
    }
}
